### Rechnungen, für Kunden und das Team.

money = { $amount } { $symbol }
money-letters = { $amount } { $symbol }
percent = { $number } %

status-draft = Entwurf
status-due = Offen
status-overdue = Überfällig
status-paid = Bezahlt
status-void = Storniert

payment-card = Karte
payment-cash = Bar
payment-transfer = Überweisung
payment-other = Anders

invoice-draft = Entwurf
invoice-due = Fällig { $date }
invoice-tax = Steuer { $rate }
invoice-paid-on = { $method }, { $date }

## Für Kunden

tile-invoices = Rechnungen
tile-invoices-none = Noch keine
tile-invoices-paid = { $count } bezahlt
tile-invoices-due = { $count } offen
tile-invoices-figure = { $paid } bezahlt · { $due } offen

invoices-title = Ihre Rechnungen
invoices-open = Zu bezahlen
invoices-open-sum = zusammen { $total }
invoices-closed = Erledigt
invoices-empty-title = Noch keine Rechnungen
invoices-empty-text = Wenn wir Ihnen eine Rechnung schicken, finden Sie sie hier, und hier bleibt sie.
invoices-settled = Nichts zu bezahlen. Vielen Dank.

invoice-title = Rechnung { $number }
invoice-details = Angaben
invoice-lines = Wofür
invoice-item = Posten
invoice-amount = Betrag
invoice-net = Netto
invoice-total = Gesamt
invoice-left = Noch offen
invoice-issued = Datum
invoice-job = { -job(form: "title") }
invoice-vehicle = { -vehicle(form: "title") }
invoice-to-pay = Zu bezahlen
invoice-how-to-pay = Fragen, auch zum Bezahlen? Bitte { $number } nennen.
invoice-questions = Fragen? Bitte { $number } nennen.
invoice-is-paid = Vollständig bezahlt. Vielen Dank.
invoice-is-void = Diese Rechnung wurde storniert: Es ist nichts zu bezahlen.

## Nachrichten

email-invoice-subject = Rechnung { $number } von { $shop }: { $total }
email-invoice-due = fällig am { $date }
email-invoice-text = Hier ist die Rechnung { $number } von { $shop }:
email-invoice-button = Rechnung ansehen
email-invoice-after = Der Link ist nur für Sie und öffnet diese Rechnung, bis sie bezahlt ist. Bitte leiten Sie ihn nicht weiter.
sms-invoice = { $shop }: Rechnung { $number }, { $total } { $url }

access-invoice = Rechnung mit Link
access-by-shop = vom Team gesendet

## Für das Team

staff-nav-invoices = Rechnungen
staff-invoices-heading = Rechnungen
staff-invoices-filter = Welche Rechnungen
staff-invoices-all = Alle
staff-invoices-due = Offen
staff-invoices-overdue = Überfällig
staff-invoices-paid = Bezahlt
staff-invoices-draft = Entwürfe
staff-invoices-void = Storniert
staff-invoices-column-number = Nummer
staff-invoices-column-customer = Kunde
staff-invoices-column-state = Stand
staff-invoices-column-when = Datum
staff-invoices-column-total = Summe
staff-invoices-left = { $left } offen
staff-invoices-empty-title = Noch keine Rechnungen
staff-invoices-empty-text = Öffnen Sie einen Kunden oder einen Auftrag und drücken Sie „Neue Rechnung“.
staff-invoices-empty-action = Zu den Kunden
staff-invoices-none-title = Keine dabei
staff-invoices-none-text = Zurzeit ist keine Rechnung in diesem Stand.

staff-invoice-new = Neue Rechnung
staff-invoice-edit = Entwurf ändern
staff-invoice-none = Noch keine Rechnungen für { $name }.
staff-invoice-breadcrumb = Rechnungen
staff-invoice-for = Für { $name }
staff-invoice-job = { -job(form: "title") }
staff-invoice-no-job = Keiner im Besonderen
staff-invoice-due-on = Zu bezahlen bis
staff-invoice-due-on-hint = Zwei Wochen nach dem Versand, wenn Sie es leer lassen.
staff-invoice-note = Hinweis auf der Rechnung
staff-invoice-note-hint = Wie man bezahlt, ein Wort des Dankes. Der Kunde liest ihn.
staff-invoice-lines = Posten
staff-invoice-lines-hint = Leere Zeilen fallen weg. Preise ohne Steuer; ein Nachlass ist ein Preis mit Minus.
staff-invoice-line = Posten { $number }
staff-invoice-line-description = Beschreibung
staff-invoice-line-quantity = Menge
staff-invoice-line-price = Einzelpreis
staff-invoice-line-tax = Steuer %
staff-invoice-more = Mehr Zeilen
staff-invoice-create = Als Entwurf speichern
staff-invoice-save = Speichern
staff-invoice-delete = Entwurf löschen
staff-invoice-delete-title = Diesen Entwurf löschen?
staff-invoice-delete-text = Nur Ihr Team hat ihn gesehen.
staff-invoice-send = Rechnung senden
staff-invoice-send-text = Sie bekommt ihre Nummer und das heutige Datum und lässt sich dann nicht mehr ändern.
staff-invoice-send-again = Noch einmal senden
staff-invoice-tell = { $name } benachrichtigen
staff-invoice-tell-sms = Per SMS, mit Link
staff-invoice-tell-email = Per E-Mail, mit Link
staff-invoice-tell-none = Nicht benachrichtigen
staff-invoice-send-button = Senden
staff-invoice-pay = Zahlung eintragen
staff-invoice-pay-amount = Betrag
staff-invoice-pay-method = Wie
staff-invoice-pay-day = Eingegangen am
staff-invoice-pay-button = Zahlung eintragen
staff-invoice-off = Kunden sehen zurzeit keine Rechnungen: Der Teil ist in den Einstellungen ausgeschaltet. Deshalb wird niemand benachrichtigt.
staff-invoice-payments = Zahlungen
staff-invoice-take-back = Zurücknehmen
staff-invoice-take-back-title = Diese Zahlung zurücknehmen?
staff-invoice-take-back-text = { $payment }: für eine Zahlung, die nicht eingegangen ist. Der Kunde schuldet sie wieder.
staff-invoice-void = Stornieren
staff-invoice-void-title = Diese Rechnung stornieren?
staff-invoice-void-text = { $name } sieht, dass nichts zu bezahlen ist, und Links darauf enden. Die Nummer wird nicht noch einmal vergeben.

invoice-no-lines = Eine Rechnung braucht einen Posten: wofür sie ist, und was es kostet.
invoice-nothing-to-pay = Die Posten ergeben nichts. Eine Rechnung verlangt etwas.
invoice-line-description = Schreiben Sie in höchstens 300 Zeichen, wofür.
invoice-number = Das sieht nicht nach einer Zahl aus. Versuchen Sie 120 oder 49,90.
invoice-number-fine = Zu viele Stellen nach dem Komma.
invoice-number-far = Das kann nicht stimmen: zu groß oder zu klein.
payment-too-much = Es sind nur noch { $left } offen.
payment-in-future = Dieser Tag kommt erst noch.

notice-invoice-added = Entwurf gespeichert. Prüfen Sie ihn, dann senden Sie ihn.
notice-invoice-saved = Gespeichert.
notice-invoice-sent = Die Rechnung ist unterwegs.
notice-invoice-issued = Die Rechnung hat ihre Nummer. Niemand wurde benachrichtigt.
notice-invoice-no-address-failed = Die Rechnung hat ihre Nummer, aber es gibt keine solche Adresse: Niemand wurde benachrichtigt.
notice-invoice-switched-off-failed = Niemand wurde benachrichtigt: Kunden sehen keine Rechnungen, solange der Teil in den Einstellungen ausgeschaltet ist.
notice-invoice-moved-on-failed = Die Rechnung ist inzwischen weiter. Es wurde nichts geändert.
notice-invoice-voided = Storniert. Der Kunde sieht es sofort.
notice-invoice-deleted = Der Entwurf ist gelöscht.
notice-payment-recorded = Zahlung eingetragen.
notice-payment-taken-back = Die Zahlung ist zurückgenommen. Die Rechnung ist wieder offen.
notice-invoice-due-before-failed = Sie wäre vor dem Versand zu bezahlen. Ändern Sie zuerst „Zu bezahlen bis“.

audit-invoice-issued = Rechnung ausgestellt
audit-invoice-voided = Rechnung storniert
audit-payment-recorded = Zahlung eingetragen
audit-payment-taken-back = Zahlung zurückgenommen
