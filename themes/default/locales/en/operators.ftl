### The operators' console.

ops-title = Forecourt console
ops-nav-shops = Shops
ops-nav-audit = Audit log
ops-login-heading = Sign in to the console
ops-login-intro = For the people who run this platform.
ops-login-help = Lost your password or your phone? Another operator can invite you anew: forecourt operator create
ops-code-intro = Open your authenticator app and enter the code for Forecourt.
ops-set-up-intro = Operators always sign in in two steps. This takes a minute.
ops-invitation-heading = Welcome, operator
ops-invitation-intro = Set a password; the second step follows. You sign in as { $email }.
ops-invitation-submit = Set password and go on
ops-command-line = Command line
ops-shops-heading = Shops
ops-shops-count = { $count ->
    [one] { $count } shop
   *[other] { $count } shops
}
ops-shops-search = Name or slug
ops-shops-none = No shops yet
ops-shops-none-text = Make the first one: forecourt tenant create
ops-shops-none-found = No shop matches “{ $query }”
ops-shops-all = Show all shops
ops-shop-active = Open
ops-shop-suspended = Paused
ops-shop-facts = Facts
ops-shop-portal = Portal
ops-shop-staff = Back office
ops-shop-customers = Customers
ops-shop-credits = SMS credits
ops-shop-state = Pause and resume
ops-shop-suspend = Pause this shop
ops-shop-suspend-text = Everybody who opens it sees a plain page that says so. Nothing is deleted.
ops-shop-resume = Open this shop again
ops-shop-resume-text = The portal and the back office answer again at once.
ops-recovery-heading = Recovery link
ops-recovery-intro = For a customer whom neither email nor text reaches. Make sure that it is really them: whoever has the link is in.
ops-recovery-search = Name, phone or email
ops-recovery-nobody = Nobody matches “{ $query }”
ops-recovery-make = Make recovery link
ops-recovery-once = Copy it now
ops-recovery-once-text = It is shown only this once, works once, and for 30 minutes. That you made it is written down.
ops-recovery-link = Recovery link
ops-recovery-done = Back to the shop
ops-audit-intro = What operators and shops did about access, newest first.
ops-audit-empty-text = What operators and shops do about access will be listed here.
notice-shop-suspended = The shop is paused.
notice-shop-resumed = The shop is open again.
notice-code-wrong-failed = That code is not right. Nothing was changed.
