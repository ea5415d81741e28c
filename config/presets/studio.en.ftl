-job = { $form ->
   *[one] session
    [many] sessions
    [title] Session
    [titles] Sessions
}
-garage = { $form ->
   *[one] studio
    [title] Studio
}
-vehicle = { $form ->
   *[one] session
    [many] sessions
    [title] Session
    [titles] Sessions
}
-car = session

art-kind = leaf
vehicle-icon = sparkles

home-track = Everything about your sessions at { $place }
home-headline = { $vehicle } - { $status }.
home-ready = Finished around { $date }
job-ready = Finished { $date }
job-ready-estimated = Finished around { $date }
status-in_progress-sentence = Your session is on
status-ready-sentence = We’re ready for you
status-awaiting_parts-sentence = Waiting for something to arrive
status-complete-sentence = Thank you for coming
event-status-in_progress = Your session started
event-status-ready = We’re ready for you
event-status-awaiting_parts = We’re waiting for something to arrive
photos-empty-text = When we share photos with you, you’ll find them here.
