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
notice-job-moved-no-address-failed = Status changed. The customer was not told: there is no address of that kind.
notice-job-moved-switched-off-failed = Status changed. The customer was not told: customers can’t see jobs while the part is switched off in Settings.
notice-job-not-moved-failed = The job can’t go there from where it is.
notice-job-ready-saved = Ready date saved.
notice-job-date-failed = That is not a date. Nothing was changed.
notice-photos-added = Photos added.
notice-message-retried = Sending again.
notice-message-hurried = Sending now.
notice-message-stopped = Stopped. It will not be sent.
notice-message-not-waiting-failed = This message isn’t waiting any more: it has been sent, or is being sent at this moment. Nothing was changed.
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

## When a message is tried again, and why it has not arrived. Phrases in the middle of a line: lower case, no full stop.

waiting-next-soon = next attempt in a moment
waiting-next-minutes = { $count ->
    [one] next attempt in { $count } minute
   *[other] next attempt in { $count } minutes
}
waiting-next-hours = { $count ->
    [one] next attempt in { $count } hour
   *[other] next attempt in { $count } hours
}
problem-no-credits = no SMS credits left
problem-over-budget = the day’s budget for codes and links by text is used up
problem-overtaken = it was overtaken before it could be sent: its link was replaced, revoked or used, or has expired, or what it says is no longer so
problem-address-changed = the customer has another address now
problem-switched-off = what its link opens is switched off in Settings
problem-shop-paused = the shop is paused
problem-stopped = stopped by your team
problem-given-up = given up: it could not be sent in time
problem-unreadable = the message could not be read; please tell the operator
problem-unwritable = the message could not be written; please tell the operator
problem-broken-off = sending it broke off again and again; please tell the operator
problem-unreachable = the provider can’t be reached
problem-busy = the provider asks us to wait
problem-not-now = not taken yet
problem-unconfirmed = not confirmed yet; it is looked for before it is sent again
problem-refused = not accepted
problem-undelivered = not delivered
problem-account-refused = the provider doesn’t accept our account; please tell the operator
problem-sender-refused = our sender address is not accepted; please tell the operator
problem-quota-used-up = the account has sent all that it may for now; please tell the operator
problem-not-an-address = this is not an email address
problem-no-such-mailbox = there is no such mailbox
problem-foreign-letters = the mail server can’t carry the letters before the @ of this address; please ask for another one
problem-mailbox-full = the mailbox is full
problem-taken-for-spam = it was taken for spam
problem-suppressed = this address bounced or complained before, and gets nothing more
problem-not-reachable-number = this is not a phone number that texts can reach
problem-country-not-on = texts to that country are not switched on; please tell the operator
problem-callback-unreachable = the platform’s public address is not reachable; please tell the operator
problem-replied-stop = this person replied STOP and gets no texts until they reply START
problem-not-from-our-number = this number cannot be reached from ours
problem-not-mobile = this is not a mobile number
problem-phone-off = the phone is switched off or out of reach
problem-blocked = the phone or its carrier blocks our texts
problem-no-such-number = there is no such number
problem-landline = this is a landline, or its carrier takes no texts
problem-carrier-silent = the carrier did not say why
problem-number-not-registered = our number is not registered with the carriers; please tell the operator
problem-whatsapp-closed = this person has not written to us for a day, so WhatsApp takes no free text

error-year = Please enter a year like 2024
error-session-days = Please enter a number of days from 1 to 90
error-file-pixels = This picture has more than { $max } million pixels. Please send a smaller version.
link-not-allowed = Sending links takes an advisor, a manager or the owner
error-file-none = Please choose at least one photo
