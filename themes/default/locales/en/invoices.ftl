### Invoices, for customers and staff. Prices as the language writes them.

money = { $symbol }{ $amount }
money-letters = { $symbol } { $amount }
percent = { $number }%

status-draft = Draft
status-due = Due
status-overdue = Overdue
status-paid = Paid
status-void = Withdrawn

payment-card = Card
payment-cash = Cash
payment-transfer = Bank transfer
payment-other = Other

invoice-draft = Draft
invoice-due = Due { $date }
invoice-tax = Tax { $rate }
invoice-paid-on = { $method }, { $date }

## For customers

tile-invoices = Invoices
tile-invoices-none = None yet
tile-invoices-paid = { $count } paid
tile-invoices-due = { $count } due
tile-invoices-figure = { $paid } paid · { $due } due

invoices-title = Your invoices
invoices-open = To pay
invoices-open-sum = { $total } in all
invoices-closed = Settled
invoices-empty-title = No invoices yet
invoices-empty-text = When we send you an invoice, you’ll find it here, and it stays here.
invoices-settled = Nothing to pay. Thank you.

invoice-title = Invoice { $number }
invoice-details = Details
invoice-lines = What it’s for
invoice-item = Item
invoice-amount = Amount
invoice-net = Net
invoice-total = Total
invoice-left = Left to pay
invoice-issued = Date
invoice-job = { -job(form: "title") }
invoice-vehicle = { -vehicle(form: "title") }
invoice-to-pay = To pay
invoice-how-to-pay = Questions, or not sure how to pay? Quote { $number }.
invoice-questions = Questions? Quote { $number }.
invoice-is-paid = Paid in full. Thank you.
invoice-is-void = This invoice was withdrawn: there is nothing to pay.

## Messages

email-invoice-subject = Invoice { $number } from { $shop }: { $total }
email-invoice-due = due { $date }
email-invoice-text = Here’s invoice { $number } from { $shop }:
email-invoice-button = View the invoice
email-invoice-after = The link is yours alone and opens this invoice until it’s paid. Please don’t forward it.
sms-invoice = { $shop }: invoice { $number }, { $total } { $url }

access-invoice = Invoice with a link
access-by-shop = sent by the team

## For staff

staff-nav-invoices = Invoices
staff-invoices-heading = Invoices
staff-invoices-filter = Which invoices
staff-invoices-all = All
staff-invoices-due = To be paid
staff-invoices-overdue = Overdue
staff-invoices-paid = Paid
staff-invoices-draft = Drafts
staff-invoices-void = Withdrawn
staff-invoices-column-number = Number
staff-invoices-column-customer = Customer
staff-invoices-column-state = State
staff-invoices-column-when = Date
staff-invoices-column-total = Total
staff-invoices-left = { $left } left
staff-invoices-empty-title = No invoices yet
staff-invoices-empty-text = Open a customer or a { -job }, and press “New invoice”.
staff-invoices-empty-action = Go to customers
staff-invoices-none-title = None here
staff-invoices-none-text = No invoice is in this state just now.

staff-invoice-new = New invoice
staff-invoice-edit = Change the draft
staff-invoice-none = No invoices for { $name } yet.
staff-invoice-breadcrumb = Invoices
staff-invoice-for = For { $name }
staff-invoice-job = { -job(form: "title") }
staff-invoice-no-job = None in particular
staff-invoice-due-on = To be paid by
staff-invoice-due-on-hint = Two weeks after it is sent, if you leave it empty.
staff-invoice-note = Note on the invoice
staff-invoice-note-hint = How to pay, a word of thanks. The customer reads it.
staff-invoice-lines = Lines
staff-invoice-lines-hint = Empty lines are left out. Prices are without tax; a discount is a price with a minus.
staff-invoice-line = Line { $number }
staff-invoice-line-description = Description
staff-invoice-line-quantity = Quantity
staff-invoice-line-price = Price each
staff-invoice-line-tax = Tax %
staff-invoice-more = More lines
staff-invoice-create = Save as draft
staff-invoice-save = Save
staff-invoice-delete = Delete draft
staff-invoice-delete-title = Delete this draft?
staff-invoice-delete-text = Nobody but your team has seen it.
staff-invoice-send = Send the invoice
staff-invoice-send-text = It gets its number and today’s date, and can’t be changed from then on.
staff-invoice-send-again = Send it again
staff-invoice-tell = Tell { $name }
staff-invoice-tell-sms = By text, with a link to it
staff-invoice-tell-email = By email, with a link to it
staff-invoice-tell-none = Don’t tell
staff-invoice-send-button = Send
staff-invoice-pay = Take a payment
staff-invoice-pay-amount = Amount
staff-invoice-pay-method = How
staff-invoice-pay-day = Received on
staff-invoice-pay-button = Record payment
staff-invoice-off = Customers can’t see invoices at the moment: the part is switched off in Settings. So nobody is told.
staff-invoice-payments = Payments
staff-invoice-take-back = Take back
staff-invoice-take-back-title = Take this payment back?
staff-invoice-take-back-text = { $payment }: for a payment that did not come in. The customer owes it again.
staff-invoice-void = Withdraw
staff-invoice-void-title = Withdraw this invoice?
staff-invoice-void-text = { $name } sees that there is nothing to pay, and links to it end. Its number is not given again.

invoice-no-lines = An invoice needs a line: say what it is for, and its price.
invoice-nothing-to-pay = The lines come to nothing. An invoice asks for something.
invoice-line-description = Say what it is for, in at most 300 characters.
invoice-number = This doesn’t look like a number. Try 120 or 49.90.
invoice-number-fine = Too many digits after the point.
invoice-number-far = This can’t be right: it is too large or too small.
payment-too-much = Only { $left } is left to pay.
payment-in-future = That day is still to come.

notice-invoice-added = Draft saved. Check it, then send it.
notice-invoice-saved = Saved.
notice-invoice-sent = The invoice is on its way.
notice-invoice-issued = The invoice has its number. Nobody was told.
notice-invoice-no-address-failed = The invoice has its number, but there is no address of that kind: nobody was told.
notice-invoice-switched-off-failed = Nobody was told: customers can’t see invoices while the part is switched off in Settings.
notice-invoice-moved-on-failed = The invoice has moved on meanwhile. Nothing was changed.
notice-invoice-voided = Withdrawn. The customer sees it at once.
notice-invoice-deleted = The draft is deleted.
notice-payment-recorded = Payment recorded.
notice-payment-taken-back = The payment is taken back. The invoice is open again.
notice-invoice-due-before-failed = It would have to be paid before it is sent. Change “To be paid by” first.

audit-invoice-issued = Invoice issued
audit-invoice-voided = Invoice withdrawn
audit-payment-recorded = Payment recorded
audit-payment-taken-back = Payment taken back
