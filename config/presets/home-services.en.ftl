-garage = { $form ->
   *[one] crew
    [title] Crew
}
-vehicle = { $form ->
   *[one] property
    [many] properties
    [title] Property
    [titles] Properties
}
-car = property

art-kind = house
vehicle-icon = house

home-track = Follow the work on your property with { $place }
home-headline = { $vehicle } - { $status }.
status-scheduled-sentence = On the calendar
status-ready-sentence = Ready for you to see
job-ready = Done by { $date }
job-ready-estimated = Expected done by { $date }
home-ready = Expected done by { $date }
event-status-ready = Ready for you to see
event-status-awaiting_parts = We’re waiting for materials
status-awaiting_parts-sentence = Waiting for materials to arrive
