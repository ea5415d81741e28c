### Words every part of the portal shares.
### A preset replaces the terms (locales/en/presets/*.ftl); sentences take them by form.

-job = { $form ->
   *[one] job
    [many] jobs
    [title] Job
    [titles] Jobs
}
-garage = { $form ->
   *[one] garage
    [title] Garage
}
-vehicle = { $form ->
   *[one] vehicle
    [many] vehicles
    [title] Vehicle
    [titles] Vehicles
}
# What the customer calls it.
-car = car

# Which drawing stands in for a photo: car, house or leaf.
art-kind = car
vehicle-icon = car

skip-to-content = Skip to content
close = Close
back-home = Back to home
try-again = Try again
copied = Copied
sign-out = Sign out
staff-sign-in = Staff sign-in
call-shop = Call { $shop }
email-shop = Email { $shop }
field-optional = (optional)
hours-label = Opening hours
hours-today = Today { $hours }
hours-closed = Closed
hours-closed-today = Closed today

theme-label = Theme
theme-system = System
theme-light = Light
theme-dark = Dark

pager-label = Pages
pager-range = { $first }–{ $last } of { $total }
pager-prev = Previous
pager-next = Next

account-menu = Account menu for { $name }

## Navigation

nav-main = Main
nav-home = Home
nav-jobs = { -job(form: "titles") }
nav-photos = Photos
nav-vehicles = { -vehicle(form: "titles") }
nav-messages = Messages
nav-invoices = Invoices
nav-more = More

## Days of the week, for opening hours

day-mon = Monday
day-tue = Tuesday
day-wed = Wednesday
day-thu = Thursday
day-fri = Friday
day-sat = Saturday
day-sun = Sunday

## Dates: chrono patterns; the server knows the names of days and months.

date-day = %A %-d %B
date-day-year = %A %-d %B %Y
date-short = %b %-d
date-short-year = %b %-d, %Y
date-time = %A %-d %B, %-I:%M %p
date-exact = %A %-d %B %Y, %-I:%M %p
date-clock = %-I:%M %p

relative-now = just now
relative-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
relative-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
relative-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
relative-weeks = { $count ->
    [one] { $count } week ago
   *[other] { $count } weeks ago
}
relative-months = { $count ->
    [one] { $count } month ago
   *[other] { $count } months ago
}
relative-today = Today, { $time }
relative-tomorrow = Tomorrow, { $time }

duration-moment = moments
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## Status of a job: the badge's word, and a sentence for people.

status-pending = Pending
status-pending-sentence = We’ve got your booking
status-scheduled = Scheduled
status-scheduled-sentence = Booked in
status-in_progress = In Progress
status-in_progress-sentence = Work in progress
status-awaiting_parts = Awaiting Parts
status-awaiting_parts-sentence = Waiting for parts to arrive
status-ready = Ready
status-ready-sentence = Ready to collect
status-complete = Complete
status-complete-sentence = All done
status-cancelled = Cancelled
status-cancelled-sentence = This { -job } was cancelled

## Status of a message or link

status-queued = Queued
status-sending = Sending
status-sent = Sent
status-delivered = Delivered
status-failed = Not delivered
status-waiting = Still trying
status-stopped = Stopped
status-opened = Opened
status-expired = Expired
status-revoked = Revoked

## Stage of a photo

stage-before = Before
stage-during = During
stage-after = After

## Features a shop turns on or off

feature-jobs = Jobs
    .description = Customers follow each job from booking to collection.
    .loses = Customers can’t see their jobs, progress or ready dates.
feature-photos = Photos
    .description = Customers see and download the photos of their jobs.
    .loses = Customers can’t see or download any photos. Photos are kept.
feature-invoices = Invoices
    .description = Customers see what you billed, and what is left to pay.
    .loses = Customers can’t see their invoices, and links to them open nothing. Invoices are kept.
feature-vehicles = Vehicles
    .description = Customers see each of their vehicles with its full history.
    .loses = Customers can’t see their vehicles or past work by vehicle.

channel-sms = Text message
channel-email = Email
