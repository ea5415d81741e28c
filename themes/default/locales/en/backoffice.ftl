### What the back office says about what just happened. Ids of notices that end in -failed show as errors.

staff-nav-customers = Customers
staff-nav-jobs = Jobs
staff-nav-messages = Messages
staff-nav-settings = Settings
staff-role-owner = Owner
staff-role-manager = Manager
staff-role-advisor = Advisor
staff-role-technician = Technician
staff-settings-security = Security

staff-login-wrong = Email or password is wrong. Please check both and try again.
staff-login-limited = Too many tries. Please wait { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} and try again.

notice-link-sent = The link is on its way.
notice-link-revoked = The link no longer works.
notice-link-no-address-failed = There is no address for that channel. Nothing was sent.
notice-customer-added = Customer added.
notice-customer-added-same-contact = Customer added. Somebody else here has the same phone or email.
notice-customer-saved = Saved.
notice-vehicle-added = Vehicle added.
notice-vehicle-saved = Saved.
notice-job-added = Job created.
notice-job-saved = Saved.
notice-job-moved = Status changed. The customer sees it now.
notice-job-not-moved-failed = The job can’t go there from where it is.
notice-job-ready-saved = Ready date saved.
notice-job-date-failed = That is not a date. Nothing was changed.
notice-photos-added = Photos added.
notice-message-retried = Sending again.
notice-message-retry-failed = This message can’t be sent again. Send a new link from the customer’s record.
notice-settings-saved = Saved. It shows at once.

customer-shares-contact = The same phone or email also belongs to { $names }.
job-without-vehicle = No vehicle

link-none = No link sent yet
link-last-sent = Last sent { $when }
link-expires = expires { $date }
link-expired-on = expired { $date }
link-retired = no longer works
link-opened-after-delivery = opened { $duration } after delivery
link-opened-after-sending = opened { $duration } after sending
link-no-phone = No phone number on record
link-no-email = No email address on record

error-year = Please enter a year like 2024
error-session-days = Please enter a number of days from 1 to 90
error-file-pixels = This picture has more than { $max } million pixels. Please send a smaller version.
link-not-allowed = Sending links takes an advisor, a manager or the owner
error-file-none = Please choose at least one photo
