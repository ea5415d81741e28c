-job = { $form ->
   *[one] visit
    [many] visits
    [title] Visit
    [titles] Visits
}
-garage = { $form ->
   *[one] salon
    [title] Salon
}
-vehicle = { $form ->
   *[one] visit
    [many] visits
    [title] Visit
    [titles] Visits
}
-car = visit

art-kind = leaf
vehicle-icon = sparkles

home-track = Everything about your visits to { $place }
home-headline = { $vehicle } - { $status }.
home-ready = Finished around { $date }
job-ready = Finished { $date }
job-ready-estimated = Finished around { $date }
status-in_progress-sentence = You’re in the chair
status-ready-sentence = We’re ready for you
status-awaiting_parts-sentence = Waiting for a product to arrive
status-complete-sentence = Lovely to see you
event-status-in_progress = We’ve started
event-status-ready = We’re ready for you
event-status-awaiting_parts = We’re waiting for a product
photos-empty-text = When we take photos of your new look, you’ll find them here.
