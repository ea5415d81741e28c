## Frame
staff-nav-label = Back office
staff-search-label = Find a customer
staff-search-placeholder = Name, phone, email or plate
staff-search-submit = Search
staff-search-found = People found
staff-search-all = Show all results
staff-search-none = No one found. Press Enter to search anyway.
staff-close = Close
staff-cancel = Cancel
staff-edit = Edit
staff-back = Back
staff-undo = Undo
staff-form-errors = Please check these fields

## Keyboard
staff-keys = Keyboard
staff-keys-title = Keyboard shortcuts
staff-keys-search = Find a customer
staff-keys-new = New customer
staff-keys-rows = Move through a list
staff-keys-peek = Look at a customer beside the list
staff-keys-send = Send the portal link, in a row
staff-keys-customers = Go to customers
staff-keys-jobs = Go to jobs
staff-keys-messages = Go to messages
staff-keys-settings = Go to settings
staff-keys-help = Show this list
staff-keys-then = then
staff-keys-switch = Use single-key shortcuts

## Sign-in
staff-login-heading = Sign in to the back office
staff-login-intro = For the team at { $shop }.
staff-login-email = Email address
staff-login-password = Password
staff-login-submit = Sign in
staff-login-help = Forgotten your password? Ask the owner of the shop for a new invitation.
staff-login-customer = Are you a customer?
staff-login-portal = Go to the customer portal
staff-password-show = Show password

staff-invitation-heading = Welcome to { $shop }
staff-invitation-intro = Set a password, and the back office is yours. You sign in as { $email }.
staff-invitation-name = Your name
staff-invitation-name-hint = Your colleagues see it.
staff-invitation-password = New password
staff-invitation-password-hint = At least 8 characters. A short sentence is easy to remember.
staff-invitation-confirm = Confirm password
staff-invitation-submit = Set password and sign in

## Customers
staff-customers-heading = Customers
staff-customers-count = { $total ->
    [one] { $total } customer
   *[other] { $total } customers
}
staff-customers-sorted = Sorted by last seen
staff-customers-new = New customer
staff-customers-found = { $total ->
    [0] No one matches “{ $query }”
    [one] { $total } match for “{ $query }”
   *[other] { $total } matches for “{ $query }”
}
staff-customers-clear = Show all customers
staff-customers-column-customer = Customer
staff-customers-column-seen = Last seen
staff-customers-column-link = Portal link
staff-customers-column-action = Send
staff-customers-no-contact = No phone or email
staff-customers-never-seen = Not yet
staff-customers-empty-title = Your first customer starts here
staff-customers-empty-text = Add somebody with a phone number or an email address. Then one click sends them their portal: their job, their photos, no password.
staff-customers-empty-action = Add your first customer
staff-customers-empty-step-1 = Add a customer
staff-customers-empty-step-2 = Start a job and add photos
staff-customers-empty-step-3 = Send the portal link
staff-customers-none-text = Try part of a name, the last digits of a phone number, or a plate.
staff-customers-none-add = Add a new customer

staff-peek-whole = Open record

## Send portal link
staff-send = Send portal link
staff-send-choose = Choose channel
staff-send-hint = A new link replaces the last one.
staff-send-sms = SMS
staff-send-email = Email
staff-send-none = Add a phone number or an email address first.
staff-send-sending = Sending
staff-send-sending-text = On its way to the provider
staff-send-failed = Not sent
staff-send-failed-text = We couldn’t send the link. Nothing has changed for the customer. Please try again.
staff-send-offline = We couldn’t reach the server. Check your connection and send again.
staff-state-queued = Queued
staff-state-sending = Sending
staff-state-sent = Sent
staff-state-delivered = Delivered
staff-state-opened = Opened
staff-state-failed = Failed
staff-state-waiting = Still trying
staff-state-stopped = Stopped
staff-state-expired = Expired
staff-state-revoked = Revoked

## Customer record
staff-customer-breadcrumb = Customers
staff-customer-since = Customer since
staff-customer-seen = Last seen
staff-customer-never-seen = Has not opened the portal yet
staff-customer-contact = Contact
staff-customer-salutation = Preferred salutation
staff-customer-phone = Phone
staff-customer-email = Email
staff-customer-missing = Not known

staff-link-heading = Portal link
staff-link-intro = Opens the portal for 30 days, without a password.
staff-link-revoke = Revoke link
staff-link-revoke-title = Revoke this link?
staff-link-revoke-text = It stops working at once, on every device. { $name } needs a new link to come back.
staff-link-revoke-confirm = Revoke link
staff-link-history = Sent before
staff-link-history-empty = Nothing sent yet. The first message and when it arrives will be listed here.

staff-vehicles-heading = Vehicles
staff-vehicles-new = Add vehicle
staff-vehicles-empty = No vehicle yet. A job needs one.
staff-vehicle-edit = Edit { $vehicle }
staff-jobs-heading = Jobs
staff-jobs-new = New job
staff-jobs-empty = No job yet. Start one, and { $name } can follow it in the portal.
staff-jobs-photos = { $count ->
    [0] No photos
    [one] { $count } photo
   *[other] { $count } photos
}

## Customer form
staff-customer-form-new = New customer
staff-customer-form-edit = Edit { $name }
staff-customer-form-name = Name
staff-customer-form-salutation = Preferred salutation
staff-customer-form-salutation-hint = How the portal greets them, such as “Mr Morgan” or “Alex”. Empty means their name.
staff-customer-form-phone = Mobile phone
staff-customer-form-phone-hint = With the country code, such as +1 202 555 0142.
staff-customer-form-email = Email address
staff-customer-form-reach = One of the two is enough to send a portal link.
staff-customer-form-create = Add customer
staff-customer-form-save = Save changes

## Vehicle form
staff-vehicle-form-new = Add a vehicle
staff-vehicle-form-edit = Edit vehicle
staff-vehicle-form-for = For { $name }
staff-vehicle-form-registration = Registration
staff-vehicle-form-make = Make
staff-vehicle-form-model = Model
staff-vehicle-form-year = Year
staff-vehicle-form-colour = Colour
staff-vehicle-form-create = Add vehicle
staff-vehicle-form-save = Save changes

## Job form
staff-job-form-new = New job
staff-job-form-edit = Edit job
staff-job-form-for = For { $name }
staff-job-form-vehicle = Vehicle
staff-job-form-description = What we do
staff-job-form-description-hint = The customer reads this. Plain words are best.
staff-job-form-status = Status
staff-job-form-appointment = Appointment
staff-job-form-ready = Estimated ready
staff-job-form-ready-hint = Shown to the customer on the first screen.
staff-job-form-create = Create job
staff-job-form-save = Save changes

## Job
staff-job-breadcrumb = Jobs
staff-job-status-heading = Status
staff-job-status-intro = The customer sees a change at once.
staff-job-ready-heading = Estimated ready
staff-job-ready-save = Save date
staff-job-ready-none = No date yet. Customers ask for it most.
staff-job-timeline = Timeline
staff-job-timeline-empty = Nothing has happened yet.
staff-job-photos = Photos
staff-job-photos-empty = No photos yet. The first one becomes the picture of the job in the portal.
staff-job-photo-stage = Stage of this photo
staff-job-photo-delete = Remove photo
staff-job-photo-deleted = Photo removed.
staff-job-photo-delete-failed = We couldn’t remove the photo. It is still there; please try again.
staff-job-photo-options = Options for this photo
staff-stage-before = Before
staff-stage-during = During
staff-stage-after = After

## Upload
staff-upload-stage = Taken
staff-upload-choose = Choose photos
staff-upload-drop = or drop them anywhere on this page
staff-upload-release = Drop to add the photos
staff-upload-limits = JPEG, PNG or WebP, up to { $size } MB each, { $count } at a time
staff-upload-submit = Upload
staff-upload-waiting = Waiting
staff-upload-sending = Uploading
staff-upload-working = Almost there
staff-upload-done = Added
staff-upload-finished = Photos added: %
staff-upload-failed = This photo did not arrive. Please try again.
staff-upload-offline = The connection was lost. Try again when you are back online.
staff-upload-too-large = Larger than { $size } MB. Please choose a smaller version.
staff-upload-wrong-type = Not a photo we can show. Please use JPEG, PNG or WebP.
staff-upload-too-many = Only { $count } at a time. Add this one in the next round.
staff-upload-retry = Try again
staff-upload-dismiss = Dismiss
staff-upload-list = Photos being uploaded
staff-upload-errors = { $count ->
    [one] One photo could not be added
   *[other] { $count } photos could not be added
}

## Jobs board
staff-board-heading = Jobs
staff-board-search = Find on the board
staff-board-search-placeholder = Reference, name or plate
staff-board-filtered = Showing jobs that match “{ $query }”.
staff-board-clear = Show all jobs
staff-board-empty-column = None
staff-board-empty-title = No jobs on the board
staff-board-empty-text = A job starts from a customer’s record. Find the customer, then choose “New job”.
staff-board-empty-action = Go to customers
staff-board-none-title = No job matches “{ $query }”
staff-board-overdue = Overdue
staff-board-no-ready = No ready date
staff-board-count = { $count ->
    [one] { $count } job
   *[other] { $count } jobs
}
staff-board-label = Jobs by status

## Message log
staff-messages-heading = Messages
staff-messages-intro = Every text and email sent to customers, newest first.
staff-messages-all = All
staff-messages-failed = Failed
staff-messages-filter = Show
staff-messages-column-customer = Customer
staff-messages-column-to = Sent to
staff-messages-column-state = State
staff-messages-column-when = When
staff-messages-column-action = Action
staff-messages-retry = Send again
staff-messages-hurry = Send now
staff-messages-stop = Stop
staff-messages-empty-title = No messages yet
staff-messages-empty-text = When you send a portal link, you can follow here whether it arrived.
staff-messages-empty-action = Go to customers
staff-messages-none-failed-title = Nothing failed
staff-messages-none-failed-text = Every message in the log has reached its provider.
staff-messages-none-waiting-title = Nothing waits
staff-messages-none-waiting-text = When a provider is away, you see here what is still tried, and can stop it.
staff-channel-sms = SMS
staff-channel-email = Email

## Settings
staff-settings-nav = Settings
staff-settings-portal-heading = Customer portal
staff-settings-portal-intro = What customers find in their portal. Off means gone: from the menu, from links already sent, everywhere.
staff-settings-loses = When off:
staff-settings-on = On
staff-settings-off = Off
staff-settings-unsaved = Not saved yet
staff-settings-save = Save changes

staff-branding-heading = Branding
staff-branding-intro = Your name, your colour, your logo. Customers see nothing of ours.
staff-branding-look = Look
staff-branding-reach = How customers reach you
staff-branding-name = Shop name
staff-branding-tagline = Tagline
staff-branding-tagline-hint = One short line under the name.
staff-branding-colour = Brand colour
staff-branding-colour-hint = A six-digit colour such as #c2410c. Text on it and in it is adjusted so that everybody can read it.
staff-branding-colour-pick = Pick the colour
staff-branding-logo = Logo
staff-branding-logo-hint = PNG, JPEG or WebP with a transparent or white background, at least 256 pixels wide.
staff-branding-logo-current = Current logo
staff-branding-logo-remove = Remove logo
staff-branding-phone = Phone
staff-branding-email = Email address
staff-branding-hours = Opening hours
staff-branding-hours-hint = As people say it: “9:00–17:30”, “by appointment”. Empty means closed.
staff-branding-preview = Preview
staff-branding-preview-light = Light
staff-branding-preview-dark = Dark
staff-branding-preview-status = In Progress
staff-branding-preview-line = Estimated ready Wednesday
staff-branding-preview-button = View status
staff-branding-preview-link = Call us
staff-branding-kept = Your colour is used as it is.
staff-branding-adjusted = On light pages your colour is a little deeper, so that everybody can read it.
staff-branding-saved-only = The preview shows your colour after saving.
staff-day-mon = Monday
staff-day-tue = Tuesday
staff-day-wed = Wednesday
staff-day-thu = Thursday
staff-day-fri = Friday
staff-day-sat = Saturday
staff-day-sun = Sunday

staff-security-heading = Sign-in and security
staff-security-intro = How customers get in, and how long they stay signed in on their own device.
staff-security-days = Customers stay signed in for
staff-security-days-unit = days
staff-security-days-hint = From 1 to 90 days. A shorter time is safer on shared phones; a longer one saves people a new link.
staff-security-links = Portal links
staff-security-links-text = A portal link works for 30 days, any number of times. Sending a new one retires the old one. You can revoke a link from the customer’s record.
