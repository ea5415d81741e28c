### The ways in, and the account page.

login-title = Sign in to your portal
login-tabs = Ways to sign in
login-tab-email = Email link
login-tab-contact = Link
login-tab-phone = Phone code
login-tab-password = Password
login-intro-email = Enter your email to receive a sign-in link
login-intro-contact = Enter your email or mobile number to receive a sign-in link
login-intro-phone = Enter your mobile number to receive a code
login-intro-password = Enter your email and password
login-intro-none = Open the link we sent you by text or email. Can’t find it? Get in touch and we’ll send a new one.
login-field-email = Email address
login-field-contact = Email or mobile number
login-field-phone = Mobile number
login-field-password = Email address
login-field-none = Email address
login-password = Password
login-button-email = Send sign-in link
login-button-contact = Send sign-in link
login-button-phone = Send code
login-button-password = Sign in
login-button-none = Sign in
login-forgot = Forgot your password?
login-back = Back to signing in
login-new = New here?
login-register = Create an account
login-wrong = That email and password don’t fit together. No password yet? A link or code gets you in.
login-switched-off = { $shop } no longer offers the way you asked for. Please sign in as below.
welcome-sign-in = Sign in

sign-in-limited = That was a lot of tries. Please wait { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
} and try again.
error-contact = This doesn’t look like an email address or a phone number
error-no-texts = We can’t send texts just now. Please use your email address.

sent-title = Check your messages
sent-heading-email = Check your email
sent-heading-phone = Check your phone
sent-text = If we know this address, a message is on its way. It arrives within a minute.
sent-text-link = If { $to } is known at { $shop }, a sign-in link is on its way. Open it on this device and you’re in.
sent-text-code = If { $to } is known at { $shop }, a six-digit code is on its way.
sent-text-reset = If { $to } is known at { $shop }, a link to set a new password is on its way.
sent-text-register = We’ve sent a message to { $to }. Confirm from there, and your account is ready.
sent-or-code = Reading it on another device? Type the six-digit code from the message here.
sent-code = Six-digit code
sent-code-wrong = That code isn’t right, or its time is over. Check the newest message, or send a new one.
sent-submit = Sign in
sent-again = Send again
sent-again-in = Send again in % s
sent-other = Use another address
record-title = Who’s signing in?
record-text = Several people at { $shop } share this email address or number. Choose who you are.
notice-record-over-failed = Your choice took too long, or was made already. Please sign in again.
notice-sign-in-sent-again = It’s on its way again.
notice-sign-in-wait-failed = Give it half a minute before you send it again.

sign-in-link-ask = Continue to your portal as { $to }

forgot-title = Set a new password
forgot-intro = Enter your email and we’ll send you a link to set a new password
forgot-submit = Send link

register-title = Create your account
register-intro = See and manage everything at { $shop } in one place
register-name = Your name
register-password = Choose a password
register-submit = Create account
register-known = Already a customer?
register-closed-title = Accounts are made for you here
register-closed = { $shop } sets up your account when you book. Already a customer? Sign in, or set a new password.

faster-title = Want to sign in faster?
faster-text = Set a password to sign in directly without waiting for an email link.
password-set = Set a password
password-change = Change password
password-intro = You’ll stay signed in here, and be signed out on every other device.
password-new = New password
password-confirm = Confirm password
password-submit = Set password
password-hint = At least 8 characters. A few words you remember do well.
password-later = Not now
password-is-set = Set
password-is-not-set = Not set
notice-password-set = Your password is set.

account-title = Privacy & Security
account-sign-in = How you sign in
devices-title = Signed-in devices
devices-intro = If you don’t recognise one, sign it out and change your password.
device-here = This device
device-unknown = Unknown device
device-since = since
device-seen = last seen
device-end = Sign out
device-end-name = Sign out { $name }
sign-out-everywhere = Sign out everywhere
notice-device-ended = That device is signed out.
notice-signed-out-everywhere = You’re signed out everywhere.

details-title = Your details
details-intro = What we call you, and where we reach you.
details-change = Change your details
details-none = Not on file
details-name = Name
details-salutation = How should we address you?
details-salutation-hint = For example a nickname, or Dr Morgan.
details-save = Save
details-email-hint = We’ll send a code to the new address first. The old one is used until then.
details-email-submit = Change email address
details-email-add = Add email address
details-phone-hint = We’ll text a code to the new number first. The old one is used until then.
details-phone-submit = Change mobile number
details-phone-add = Add mobile number
details-no-texts = We can’t send texts at the moment, so a number can’t be confirmed here. Please get in touch to change it.
details-back = Back to Privacy & Security
contact-sent = We’ve sent a six-digit code to { $to }. Type it here, and the new address is yours.
contact-submit = Confirm
contact-same = That’s the one we have already
contact-no-text = We can’t send texts to this number. Please use another, or get in touch.
contact-taken = Another record at { $shop } has this already. Please get in touch, and we’ll bring the two together.
notice-details-saved = Your details are saved.
notice-contact-changed = Changed. Every other device is signed out, and links sent to the old address have ended.

way-portal_link = By portal link
way-sign_in_link = By sign-in link
way-code = By code
way-password = By password
way-passkey = By passkey
way-action_link = By a link in a message

confirm-title = Confirm it’s you
confirm-intro = Before anything about your account changes, please show us that it’s you. It takes a moment.
confirm-by-code = Get a code
confirm-again = Send another code
confirm-send = Send a code to { $to }
confirm-sent = A six-digit code is on its way.
confirm-by-password = Or enter your password
confirm-password-wrong = That isn’t your password
confirm-submit = Confirm
confirm-no-way = We have no email or phone number of yours yet. Get in touch and we’ll sort it out.

## Passkeys

passkey-sign-in = Sign in with a passkey
passkey-failed = That didn’t work this time. Try once more, or sign in another way.
passkeys-title = Passkeys
passkeys-intro = Sign in with your face, your fingerprint or this device’s PIN. Nothing to remember, nothing to type.
passkey-add = Add a passkey
passkey-made = added
passkey-used = last used
passkey-unknown = Passkey
passkey-remove = Remove
passkey-remove-name = Remove the passkey { $name }
passkey-scripts = Adding a passkey needs JavaScript.
passkey-offer-title = Next time, just look at your phone
passkey-offer-text = A passkey signs you in with your face, your fingerprint or this device’s PIN.
notice-passkey-added = Your passkey is ready.
notice-passkey-removed = The passkey is removed.

## Mails. What is the same in all of them first.

email-sign-in-hello = Hello,
email-sign-in-preheader = Good for the next minutes, and only for you.
email-sign-in-code = Or type this code where you asked for it:

email-sign-in-subject = Sign in to { $shop }
email-sign-in-text = Here’s your way into your portal at { $shop }.
email-sign-in-button = Sign in
email-sign-in-after = The link works once, within 30 minutes. If you didn’t ask for this mail, you can leave it: nobody gets in without it.

email-register-subject = Confirm your account at { $shop }
email-register-text = One step, and your account at { $shop } is ready: confirm that this address is yours.
email-register-button = Confirm
email-register-after = The link works once, within 30 minutes. If you didn’t ask for an account, you can leave this mail: there won’t be one.

email-known-subject = You already have an account at { $shop }
email-known-text = Someone, most likely you, wanted to create an account at { $shop }. You have one already, so here’s your way in.
email-known-button = Sign in
email-known-after = The link works once, within 30 minutes. If it wasn’t you, you can leave this mail: nothing has changed.

email-reset-subject = Set a new password for { $shop }
email-reset-text = This link signs you in at { $shop } and lets you set a new password.
email-reset-button = Set a new password
email-reset-after = The link works once, within 30 minutes. If you didn’t ask for it, you can leave this mail: your password stays as it is.

email-invite-subject = Your portal at { $shop } is ready
email-invite-text = { $shop } has set up your personal portal: follow your { -job }, see photos and find everything we’ve done for you.
email-invite-button = Open your portal
email-invite-after = The link works once, until { $expires }. After that, you can ask for a new one on the portal’s sign-in page.

email-confirm-subject = Your code for { $shop }
email-confirm-text = You’re about to change something about your account at { $shop }. Type this code to confirm that it’s you:
email-confirm-button = Confirm
email-confirm-after = The code works once, within 10 minutes. If it wasn’t you, sign out everywhere on the Privacy & Security page.

email-new-contact-subject = Confirm your new address at { $shop }
email-new-contact-text = Someone, most likely you, wants { $shop } to reach them at this address. Type this code to confirm that it’s yours:
email-new-contact-button = Confirm
email-new-contact-after = The code works once, within 10 minutes. If it wasn’t you, you can leave this mail: nothing changes.

email-contact-changed-preheader = If that was you, there’s nothing to do.
email-contact-changed-email-subject = Your email address at { $shop } was changed
email-contact-changed-email-text = { $shop } now writes to { $new } instead of this address. Links we sent here have ended.
email-contact-changed-phone-subject = Your mobile number at { $shop } was changed
email-contact-changed-phone-text = { $shop } now has { $new } as your mobile number. Links we sent before have ended.
email-contact-changed-after = If that was you, there’s nothing to do. If it wasn’t, please tell { $shop } at once.

## Texts. GSM-7 characters only; a code alone ends with a line for the phone.

sms-sign-in-code = { $shop }: your code is { $code }
sms-sign-in-link = { $shop }: sign in { $url }
sms-sign-in-both = { $shop }: sign in { $url } or enter { $code }
sms-invite = { $shop }: your portal is ready: { $url }
sms-contact-changed-email = { $shop }: your email address with us is now { $new }. Not you? Please tell us.
sms-contact-changed-phone = { $shop }: your number with us is now { $new }. Not you? Please tell us.
