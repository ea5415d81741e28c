### What customers read.

## Home

home-title = Home
home-track = Track your { -vehicle }’s progress at { $place }
home-welcome = Welcome to { $place }. Your { -car }’s status is at the top of this page, and you can message the team anytime via Messages.
home-headline = Your { $vehicle } - { $status }.
home-ready = Estimated ready { $date }
home-tiles = At a glance
home-your-jobs = Your { -job(form: "titles") }
home-empty-title = Your { -garage } is ready when you are

tile-photos = Photos
tile-photos-figure = { $count ->
    [0] None yet
    [one] { $count } shot
   *[other] { $count } shots
}
tile-jobs = { -job(form: "titles") }
tile-jobs-figure = { $active } active · { $past } past
tile-jobs-active = { $count } active
tile-jobs-past = { $count } past
tile-jobs-none = None yet
tile-vehicles = { -vehicle(form: "titles") }
tile-vehicles-figure = { $count ->
    [0] None yet
    [one] { $count } { -vehicle }
   *[other] { $count } { -vehicle(form: "many") }
}
tile-appointment = Next appointment
tile-hours = Opening hours

## Jobs

jobs-title = Your { -job(form: "many") }
jobs-active = Active { -job(form: "many") }
jobs-past = Past { -job(form: "many") }
jobs-empty-title = No active { -job(form: "many") }
jobs-empty-text = When you book with us, you’ll see your { -car }’s status here.

job-title = { $vehicle }
job-without-vehicle = Your { -job }
job-ready = Ready { $date }
job-ready-estimated = Estimated ready { $date }
job-view-status = View status
job-quote-reference = Quote this reference when you get in touch
job-reference = Reference
job-copy-reference = Copy the reference
job-description = What we’re doing
job-details = Details
job-appointment = Appointment
job-booked = Booked
job-progress = Progress
job-photos = Photos
job-all-photos = All photos
job-timeline = What’s happened

stage-of = Step { $position } of { $count }
step-now = Now
step-done = Done
step-todo = To come

event-booked = You booked with us
event-status-pending = We’ve received your booking
event-status-scheduled = Your appointment is set
event-status-in_progress = We’ve started work
event-status-awaiting_parts = We’re waiting for parts
event-status-ready = It’s ready for you
event-status-complete = All done
event-status-cancelled = This { -job } was cancelled
event-photos = { $count ->
    [one] We added a photo
   *[other] We added { $count } photos
}
event-ready-date = New estimate: ready { $date }
event-appointment = Appointment moved to { $date }

## Photos

photos-title = Photos
photos-total = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}
photos-count = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}
photos-empty-title = No photos yet
photos-empty-text = When we take photos of your { -car }, you’ll find them here.
gallery-title = Photos of your { $vehicle }
gallery-compare = Before and after
gallery-compare-slider = Compare before and after
photo-title = Photo { $index } of { $count }
photo-alt = { $vehicle }, { $stage ->
    [before] before the work
    [after] after the work
   *[during] during the work
}, photo { $index }
photo-position = { $index } of { $count }
photo-prev = Previous photo
photo-next = Next photo
photo-download = Download photo
photo-viewer = Photo viewer
photo-open = Open photo: { $name }

## Vehicles

vehicles-title = Your { -vehicle(form: "many") }
vehicles-empty-title = No { -vehicle(form: "many") } yet
vehicles-empty-text = Once we’ve looked after a { -vehicle } for you, its history is kept here.
vehicle-no-jobs = No { -job(form: "many") } for this { -vehicle } yet.

## Without a session

welcome-title = Welcome
welcome-open-link = Open the link we sent you by text or email to see your { -job(form: "many") } and photos.

link-expired-heading = Time for a new link
link-expired = Your link has expired. Request a new one below.
link-expired-sign-in = Your link has expired. You can sign in below.
link-expired-call = Your link has expired. Call us and we’ll send you a new one.
link-expired-ask = Your link has expired. Ask us for a new one.
link-ended-heading = This link has had its time
link-ended = Your link has expired. Sign in, and we’ll take you to the page it led to.
link-sign-in = Sign in
link-invalid-heading = We can’t open this link
link-invalid = That link is no longer valid. Request a new one below.
link-invalid-sign-in = That link is no longer valid. You can sign in below.
link-invalid-call = That link is no longer valid. Call us and we’ll send you a new one.
link-invalid-ask = That link is no longer valid. Ask us for a new one.
link-request = Request a new link
link-renew = Send me a new link
link-ask = Your personal portal is one tap away.
link-continue = Continue
link-renewed-title = Check your messages
link-renewed-text = If we know you, a new link is on its way to the phone or inbox the last one went to. It arrives within a minute.

off-heading = { $part }: not available just now
off-message = { $shop } isn’t offering this here at the moment. Get in touch and we’ll help.

notice-signed-out = You’re signed out. Your link brings you back any time.
signed-out = You’re signed out. Your link brings you back any time.
session-ended = You’ve been signed out to keep your details safe. Open your link again to carry on.
view-as-customer = You’re seeing this portal as { $name } does. Nothing can be changed.
