### The platform's own pages, and the development tools.

platform-title = Forecourt
platform-heading = The portal your customers open instead of calling
platform-lead = Every shop gets its own branded place on the web. The customer taps a link and sees the job, the photos and what happens next. No password, no app.
platform-sample-day = Wednesday 22 May
platform-shops = Shops on this server
platform-outbox = Outbox
platform-none = No shops yet. Create one with: forecourt tenant create

unknown-host = Unable to find your { -garage }. Please check the URL.
unknown-host-help = The address may have a typing mistake, or the portal may have moved. The link in your text or email is the surest way in.
paused-heading = { $shop } is paused
paused-message = This portal is not available at the moment. Please contact the shop directly.

outbox-title = Outbox
outbox-lead = What customers would have received. Nothing leaves this machine.
outbox-texts = Text messages
outbox-mails = Emails
outbox-empty-title = Nothing sent yet
outbox-empty-text = Send a portal link from a customer’s record and it shows up here.
outbox-to = To { $to }
outbox-open-link = Open the link
outbox-plain = Plain text
outbox-frame = Email: { $subject }
outbox-json = As JSON
outbox-latest = Newest first
components-title = Components
