### How customers and staff sign in, as staff set it up.

sign-in-email-link = Email link
    .hint = They enter their email address and get a link. The safest choice for most.
sign-in-email-or-phone-link = Email or phone link
    .hint = One field for either; the link comes by email or by text.
sign-in-sms-code = Phone and code
    .hint = A six-digit code by text. Only offered while there are SMS credits.
sign-in-password = Password
    .hint = They set one after their first visit, and can always reset it.
sign-in-portal-link = Portal link
    .hint = You send the link from a customer’s record.

staff-security-methods = How customers sign in
staff-security-registration = New customers may register themselves
staff-security-registration-hint = Off: only people on your list get in. They can still reset their password.
staff-security-scope = Links open only what they link to
staff-security-scope-hint = A link in a message about a job or an invoice shows that and nothing else. For the rest of the portal people sign in.
staff-security-texts = Codes and links that customers ask for by text, at most
staff-security-texts-unit = a day
staff-security-texts-hint = Counted in message segments. Beyond it codes by text are not offered until the next day (UTC), so that nobody can run up your bill. What your team sends is not held back.
staff-security-texts-paused = Today’s are used up: other ways to sign in are offered instead.
error-sms-budget = Please enter a number from 0 to 100,000
error-no-sign-in-method = Please choose at least one way to sign in

## The second question
second-factor-heading = One more step
second-factor-intro = Open your authenticator app and enter the code for this shop.
second-factor-code = Six-digit code
second-factor-code-hint = It changes every 30 seconds.
second-factor-submit = Sign in
second-factor-lost = Phone not at hand? Use a recovery code
second-factor-recovery = Recovery code
second-factor-recovery-hint = One of the codes you wrote down. Each works once.
second-factor-wrong = That code is not right, or was used already. Wait for the next one and try again.
second-factor-over = Start over
notice-sign-in-over-failed = That took too long, or there were too many tries. Please sign in again.

## Authenticator
authenticator-heading = Set up your authenticator
authenticator-intro = From then on signing in takes your password and a code from your phone.
authenticator-step-app = Install an authenticator app on your phone, if you have none yet.
authenticator-step-scan = Scan this picture with the app.
authenticator-qr = QR code for your authenticator app
authenticator-same-device = Open in the app on this device
authenticator-by-hand = Can’t scan? Enter this key instead
authenticator-step-code = Enter the code that the app shows.
authenticator-submit = Confirm
authenticator-wrong = That code doesn’t fit. Check the time on your phone, wait for the next code and try again.
recovery-codes-heading = Recovery codes
recovery-codes-fresh = Your authenticator is set up.
recovery-codes-once = Write these down now
recovery-codes-intro = They are shown only this once. Each gets you in one time when your phone is not at hand. Keep them away from your computer.
recovery-codes-done = I have kept them

## One’s own sign-in
staff-account-heading = Your sign-in
staff-account-menu = Your sign-in
staff-account-factor = Two-step sign-in
staff-account-factor-on = On since
staff-account-factor-off = Off. With it, a stolen password alone opens nothing.
staff-account-codes-left = { $count ->
    [0] No recovery codes left
    [one] { $count } recovery code left
   *[other] { $count } recovery codes left
}
staff-account-codes-new = New recovery codes
staff-account-codes-new-text = The codes you have now stop working.
staff-account-factor-begin = Set up an authenticator
staff-account-factor-change = Change phone
staff-account-factor-change-text = Your old app keeps working until the new one is confirmed.
staff-account-factor-remove = Turn off
staff-account-factor-remove-text = From then on the password alone opens the back office.
staff-account-password = Your password, once more
staff-account-everywhere = Other devices
staff-account-everywhere-text = Signs you out on every device but this one.
staff-account-everywhere-submit = Sign out everywhere else
error-password-wrong = That password is not right. Nothing was changed.
notice-second-factor-removed = Two-step sign-in is off.
notice-signed-out-everywhere = You are signed out everywhere else.

## Team
staff-team-heading = Team
staff-team-intro = Who works here, and what each may do.
staff-team-members = Members
staff-team-you = you
staff-team-invited = Invited, has not joined yet
staff-team-invitation-expired = The invitation has run out
staff-team-last = Last signed in
staff-team-never = Has not signed in yet
staff-team-factor-on = Two-step sign-in
staff-team-factor-off = Password only
staff-team-change = Change
staff-team-role = Role
staff-team-role-hint = Technicians work on jobs, advisors also send links, managers also change settings, owners everything.
staff-team-role-save = Save role
staff-team-again = Send the invitation again
staff-team-reset = Send a link for a new password
staff-team-remove = Remove
staff-team-remove-text = { $name } is signed out at once and can’t come back without a new invitation.
staff-team-invite = Invite somebody
staff-team-invite-text = They get a link by email, choose a password, and are in. It works for 7 days.
staff-team-email = Email address
staff-team-invite-submit = Send invitation
error-works-here = Somebody with this address works here already
notice-staff-invited = The invitation is on its way.
notice-staff-role-changed = Role changed.
notice-staff-removed = Removed. They are signed out.
notice-last-owner-failed = There has to be an owner left. Make somebody else an owner first.

## Audit log
staff-audit-heading = Audit log
staff-audit-intro = Who did what about access and money, newest first.
staff-audit-empty = Nothing yet
staff-audit-empty-text = Invitations, role changes and sign-in settings will be listed here.
audit-unknown = Something else
audit-command-line = Platform operator
audit-operator = Platform operator
audit-staff-invited = Invited to the team
audit-staff-role-changed = Role changed
audit-staff-removed = Removed from the team
audit-second-factor-on = Two-step sign-in set up
audit-second-factor-off = Two-step sign-in turned off
audit-recovery-codes-made = New recovery codes made
audit-recovery-code-used = Signed in with a recovery code
audit-passkey-added = Passkey added
audit-passkey-removed = Passkey removed
audit-signed-out-everywhere = Signed out everywhere else
audit-sign-in-settings-changed = Sign-in settings changed
audit-customer-invited = Customer invited
audit-device-ended = Customer’s device signed out
audit-contact-changed = Contact details changed by the customer
audit-name-changed = Name changed by the customer
audit-action-links-revoked = Links in messages ended
audit-message-retried = Message sent again
audit-message-hurried = Waiting message sent now
audit-message-stopped = Waiting message stopped
audit-tenant-created = Shop created
audit-tenant-suspended = Shop paused
audit-tenant-resumed = Shop opened again
audit-sms-credits-added = Text credits added
audit-sms-budget-changed = Limits of texts to strangers changed
audit-domain-added = A host of its own claimed
audit-domain-verified = A host of its own proven, where links lead now
audit-domain-removed = A host of its own given up
audit-recovery-link-made = Recovery link made for a customer
audit-operator-invited = Operator invited
audit-operator-joined = Operator’s invitation accepted
audit-operator-removed = Operator let go
audit-operator-signed-in = Operator signed in
audit-keys-rotated = Signing keys rotated

## Invitation by mail
email-invite-staff-subject = Your invitation to { $shop }
email-invite-staff-greeting = Hello,
email-invite-staff-text = You are invited to the back office of { $shop }. Choose a password and you are in.
email-invite-staff-button = Accept the invitation
email-invite-staff-expires = The link works once, until { $date }.

## A customer’s way in
access-invite = Invitation
access-invite-text = A link for 7 days that also offers to set a password.
access-invite-none = Add a phone number or an email address first.
access-by-sms = Text to { $to }
access-by-email = Email to { $to }
access-story = Links and codes
access-story-empty = Nobody has asked for a link or a code yet.
access-by = sent by { $name }
access-by-customer = asked for by the customer
access-by-itself = sent automatically
access-other = Try the other channel
access-sign-in = Sign-in link
access-register = Registration
access-reset = Password reset
access-recover = Recovery link from the platform
access-step-up = Confirmation
access-new-contact = Code for a new address
access-app = Code for the app
access-client-login = Sign-in through the platform’s page
access-job-news = Status message with a link
access-contact-changed = Old address told of the change
access-used = Used
access-locked = Locked
access-delivered = Delivered
access-fetched = Fetched automatically
access-opened = Opened
access-opened-after-delivery = Opened { $duration } after delivery
access-link-used = Signed in with the link
access-code-used = Signed in with the code
access-address-proved = Proved the address
access-entered-not-yet = Several records have this address: none chosen yet
access-entered-this = Chose this record among those with the same address
access-entered-other = Chose the record of { $name }, which has the same address
access-tries = { $count ->
    [one] { $count } wrong code
   *[other] { $count } wrong codes
}
access-refused = Refused
access-refused-used = Refused: it was used already
access-refused-expired = Refused: it had expired
access-refused-contact-changed = Ended: the contact details were changed
access-refused-password-changed = Ended: the password was changed
access-refused-signed-out-everywhere = Ended: the customer signed out everywhere
access-refused-country = Refused: no texts to that country
access-refused-too-often = Refused: asked for too often
access-refused-budget = Refused: the day’s budget for texts was used up
access-refused-no-credits = Refused: no SMS credits left
access-refused-switched-off = Refused: your shop no longer offers this way in
access-refused-taken = Refused: another record has this address
access-devices = Signed-in devices
access-devices-empty = Not signed in anywhere.
access-device-unknown = Unknown device
access-device-seen = Last here
access-device-end = Sign out
access-way-portal-link = Portal link
access-way-sign-in-link = Sign-in link
access-way-code = Code
access-way-password = Password
access-way-passkey = Passkey
access-way-action-link = Link in a message
access-way-other = Signed in
access-revoke-links = End links in messages
access-revoke-links-text = Links in messages already sent stop opening the portal. New messages carry new ones.
notice-invite-sent = The invitation is on its way.
notice-device-ended = Signed out there.
notice-action-links-revoked = Links in earlier messages no longer open anything.
staff-account-devices = Where you are signed in
staff-account-this-device = this device

## Passkeys
staff-passkeys = Passkeys
staff-passkeys-text = Sign in with your fingerprint, your face or your device’s PIN. A passkey is both steps at once.
staff-passkey-add = Add a passkey
staff-passkey-made = Added
staff-passkey-used = last used
staff-passkey-problem = That didn’t work. Please check your password and try again.
staff-passkey-noscript = Passkeys need JavaScript.
staff-passkey-sign-in = Sign in with a passkey
