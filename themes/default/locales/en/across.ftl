### Signing in across shops, and the links in automated messages.

## Messages

job-news-vehicle = Your { -job }
email-job-news-subject = { $vehicle }: { $status }
email-job-news-text = Here’s news from { $shop } about { $vehicle }:
email-job-news-button = View status
email-job-news-after = The link is yours alone and opens this { -job }. Please don’t forward it.
sms-job-news = { $shop }: { $vehicle } - { $status } { $url }

email-client-login-subject = Your sign-in link and code
email-client-login-preheader = Good for the next minutes, and only for you.
email-client-login-heading = Here’s your way in
email-client-login-text = Enter this code where you asked for it, or press the button.
email-client-login-button = Sign in
email-client-login-after = The code works for 10 minutes, the link for 30, and each of them once. If you didn’t ask for this mail, you can leave it: nobody gets in without it.
email-client-login-footer = You get this mail because somebody entered your address to sign in.
sms-client-login = { $code } is your code to sign in. Or open { $url }

## The sign-in on the platform's host

client-login-title = Sign in
client-login-heading = Find your portal
client-login-intro = Enter the email address or mobile number that your shop knows you by.
client-login-field = Email or mobile number
client-login-field-hint = A number with its country code, like +1 202 555 0142
client-login-submit = Continue
client-login-invalid = Please enter an email address, or a number that starts with + and its country code.
client-login-help = Do you know your shop’s address? Then sign in there, it’s quicker.
client-login-code-heading = Check your messages
client-login-code-intro-email = A link and a code are on their way to { $to }. Tap the link, or enter the code here.
client-login-code-intro-phone = If one of our shops knows { $to }, a link and a code are on their way. Tap the link, or enter the code here.
client-login-code-field = 6-digit code
client-login-code-submit = Sign in
client-login-code-wrong = { $left ->
    [one] That code is not right. You have one more try.
   *[other] That code is not right. You have { $left } more tries.
}
client-login-code-malformed = The code has six digits. Please look again.
client-login-code-over = That code is no longer valid. Please ask for a new one.
client-login-code-none = Nothing arrived? Look in your spam folder, or try the other way your shop may know you: your mobile number instead of your email, or the other way round.
client-login-again = Send it again
client-login-other = Use another address
client-login-continue-heading = Is this you?
client-login-continue-intro = Somebody asked to sign in as { $to }.
client-login-continue-submit = Continue
client-login-expired = Your link has expired. Request a new one below.
client-login-used = That link is no longer valid. Request a new one below.
client-login-pick-title = Your shops
client-login-pick-heading = Where would you like to go?
client-login-pick-intro = These shops know you. Choose one; to switch later, sign in again.
client-login-pick-own = Sign in on its own page
client-login-none-heading = We couldn’t find a shop for this address
client-login-none-intro = You’ve shown that it’s yours, but none of our shops has it in its records. Ask your shop which email or number it has for you, or try another one.
client-login-none-again = Try another address
client-login-onward-heading = You’re in
client-login-onward-intro = { $shop } has an address of its own. We’re taking you there.
client-login-onward-submit = Go on
client-login-limited = That was a lot of tries. Please come back in { $minutes ->
    [one] a minute.
   *[other] { $minutes } minutes.
}
notice-handoff-over-failed = This way in has expired. Please sign in here.
notice-action-only = That link opens one page. To see the rest of your portal, please sign in.
staff-job-tell = Tell the customer
staff-job-tell-none = Don’t tell them
staff-job-tell-sms = By text
staff-job-tell-email = By email
staff-job-tell-off = Customers can’t see jobs at the moment: the part is switched off in Settings. So nobody is told.

## The app

api-code-wrong = That code is not right, or no longer valid. Please ask for a new one.
api-choice-over = That choice is over. Please sign in again.
