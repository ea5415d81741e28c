### Die Wege hinein und die Kontoseite.

login-title = Im Portal anmelden
login-tabs = Wege, sich anzumelden
login-tab-email = Link per E-Mail
login-tab-contact = Link
login-tab-phone = Code aufs Handy
login-tab-password = Passwort
login-intro-email = Geben Sie Ihre E-Mail-Adresse ein und wir schicken Ihnen einen Anmeldelink
login-intro-contact = Geben Sie Ihre E-Mail-Adresse oder Handynummer ein und wir schicken Ihnen einen Anmeldelink
login-intro-phone = Geben Sie Ihre Handynummer ein und wir schicken Ihnen einen Code
login-intro-password = Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein
login-intro-none = Öffnen Sie den Link, den wir Ihnen per SMS oder E-Mail geschickt haben. Nicht gefunden? Melden Sie sich bei uns und wir schicken einen neuen.
login-field-email = E-Mail-Adresse
login-field-contact = E-Mail-Adresse oder Handynummer
login-field-phone = Handynummer
login-field-password = E-Mail-Adresse
login-field-none = E-Mail-Adresse
login-password = Passwort
login-button-email = Anmeldelink senden
login-button-contact = Anmeldelink senden
login-button-phone = Code senden
login-button-password = Anmelden
login-button-none = Anmelden
login-forgot = Passwort vergessen?
login-back = Zurück zur Anmeldung
login-new = Neu hier?
login-register = Konto anlegen
login-wrong = Diese E-Mail-Adresse und dieses Passwort passen nicht zusammen. Noch kein Passwort? Mit Link oder Code kommen Sie hinein.
login-switched-off = { $shop } bietet den Weg, den Sie gewählt hatten, nicht mehr an. Bitte melden Sie sich so an:
welcome-sign-in = Anmelden

sign-in-limited = Das waren viele Versuche. Bitte warten Sie { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} und versuchen Sie es noch einmal.
error-contact = Das sieht nicht nach einer E-Mail-Adresse oder Telefonnummer aus
error-no-texts = Gerade können wir keine SMS senden. Bitte nehmen Sie Ihre E-Mail-Adresse.

sent-title = Sehen Sie in Ihre Nachrichten
sent-heading-email = Sehen Sie in Ihre E-Mails
sent-heading-phone = Sehen Sie auf Ihr Handy
sent-text = Wenn wir diese Adresse kennen, ist eine Nachricht unterwegs. Sie kommt binnen einer Minute an.
sent-text-link = Wenn { $to } bei { $shop } bekannt ist, ist ein Anmeldelink unterwegs. Öffnen Sie ihn auf diesem Gerät und Sie sind drin.
sent-text-code = Wenn { $to } bei { $shop } bekannt ist, ist ein sechsstelliger Code unterwegs.
sent-text-reset = Wenn { $to } bei { $shop } bekannt ist, ist ein Link für ein neues Passwort unterwegs.
sent-text-register = Wir haben eine Nachricht an { $to } geschickt. Bestätigen Sie von dort aus und Ihr Konto ist fertig.
sent-or-code = Sie lesen sie auf einem anderen Gerät? Geben Sie hier den sechsstelligen Code aus der Nachricht ein.
sent-code = Sechsstelliger Code
sent-code-wrong = Dieser Code stimmt nicht oder seine Zeit ist um. Sehen Sie in die neueste Nachricht oder lassen Sie sich eine neue schicken.
sent-submit = Anmelden
sent-again = Noch einmal senden
sent-again-in = Noch einmal senden in % s
sent-other = Andere Adresse nehmen
record-title = Wer meldet sich an?
record-text = Bei { $shop } teilen sich mehrere Personen diese E-Mail-Adresse oder Nummer. Wählen Sie, wer Sie sind.
notice-record-over-failed = Die Auswahl hat zu lange gedauert oder ist schon getroffen. Bitte melden Sie sich noch einmal an.
notice-sign-in-sent-again = Es ist noch einmal unterwegs.
notice-sign-in-wait-failed = Warten Sie eine halbe Minute, bevor Sie es noch einmal senden.

sign-in-link-ask = Weiter zu Ihrem Portal als { $to }

forgot-title = Neues Passwort setzen
forgot-intro = Geben Sie Ihre E-Mail-Adresse ein und wir schicken Ihnen einen Link für ein neues Passwort
forgot-submit = Link senden

register-title = Konto anlegen
register-intro = Alles bei { $shop } an einem Ort sehen und regeln
register-name = Ihr Name
register-password = Passwort wählen
register-submit = Konto anlegen
register-known = Schon Kundin oder Kunde?
register-closed-title = Konten legen wir hier für Sie an
register-closed = { $shop } richtet Ihr Konto ein, wenn Sie einen Termin machen. Schon Kundin oder Kunde? Melden Sie sich an oder setzen Sie ein neues Passwort.

faster-title = Schneller anmelden?
faster-text = Setzen Sie ein Passwort und melden Sie sich direkt an, ohne auf einen Link per E-Mail zu warten.
password-set = Passwort setzen
password-change = Passwort ändern
password-intro = Hier bleiben Sie angemeldet, auf allen anderen Geräten werden Sie abgemeldet.
password-new = Neues Passwort
password-confirm = Passwort wiederholen
password-submit = Passwort setzen
password-hint = Mindestens 8 Zeichen. Ein paar Wörter, die Sie sich merken, sind gut.
password-later = Jetzt nicht
password-is-set = Gesetzt
password-is-not-set = Nicht gesetzt
notice-password-set = Ihr Passwort ist gesetzt.

account-title = Datenschutz & Sicherheit
account-sign-in = So melden Sie sich an
devices-title = Angemeldete Geräte
devices-intro = Kennen Sie eines nicht, melden Sie es ab und ändern Sie Ihr Passwort.
device-here = Dieses Gerät
device-unknown = Unbekanntes Gerät
device-since = seit
device-seen = zuletzt gesehen
device-end = Abmelden
device-end-name = { $name } abmelden
sign-out-everywhere = Überall abmelden
notice-device-ended = Das Gerät ist abgemeldet.
notice-signed-out-everywhere = Sie sind überall abgemeldet.

details-title = Ihre Angaben
details-intro = Wie wir Sie nennen und wo wir Sie erreichen.
details-change = Angaben ändern
details-none = Nicht hinterlegt
details-name = Name
details-salutation = Wie sollen wir Sie ansprechen?
details-salutation-hint = Zum Beispiel mit einem Rufnamen oder „Dr. Morgan“.
details-save = Speichern
details-email-hint = Wir schicken zuerst einen Code an die neue Adresse. Bis dahin gilt die alte.
details-email-submit = E-Mail-Adresse ändern
details-email-add = E-Mail-Adresse hinzufügen
details-phone-hint = Wir schicken zuerst einen Code an die neue Nummer. Bis dahin gilt die alte.
details-phone-submit = Handynummer ändern
details-phone-add = Handynummer hinzufügen
details-no-texts = Wir können im Moment keine SMS senden, deshalb lässt sich hier keine Nummer bestätigen. Melden Sie sich bei uns, wenn sie sich ändern soll.
details-back = Zurück zu Datenschutz & Sicherheit
contact-sent = Wir haben einen sechsstelligen Code an { $to } geschickt. Geben Sie ihn hier ein, dann gilt die neue Adresse.
contact-submit = Bestätigen
contact-same = Das haben wir schon von Ihnen
contact-no-text = An diese Nummer können wir keine SMS senden. Nehmen Sie eine andere oder melden Sie sich bei uns.
contact-taken = Das gehört bei { $shop } schon zu einem anderen Eintrag. Melden Sie sich bei uns und wir führen beide zusammen.
notice-details-saved = Ihre Angaben sind gespeichert.
notice-contact-changed = Geändert. Alle anderen Geräte sind abgemeldet und Links an die alte Adresse gelten nicht mehr.

way-portal_link = Per Portal-Link
way-sign_in_link = Per Anmeldelink
way-code = Per Code
way-password = Per Passwort
way-passkey = Per Passkey
way-action_link = Per Link in einer Nachricht

confirm-title = Bestätigen Sie, dass Sie es sind
confirm-intro = Bevor sich an Ihrem Konto etwas ändert, zeigen Sie uns bitte, dass Sie es sind. Es dauert nur einen Moment.
confirm-by-code = Code schicken lassen
confirm-again = Noch einen Code schicken
confirm-send = Code an { $to } senden
confirm-sent = Ein sechsstelliger Code ist unterwegs.
confirm-by-password = Oder geben Sie Ihr Passwort ein
confirm-password-wrong = Das ist nicht Ihr Passwort
confirm-submit = Bestätigen
confirm-no-way = Wir haben noch keine E-Mail-Adresse oder Telefonnummer von Ihnen. Melden Sie sich bei uns und wir klären das.

## Passkeys

passkey-sign-in = Mit Passkey anmelden
passkey-failed = Das hat diesmal nicht geklappt. Versuchen Sie es noch einmal oder melden Sie sich anders an.
passkeys-title = Passkeys
passkeys-intro = Melden Sie sich mit Gesicht, Fingerabdruck oder der PIN dieses Geräts an. Nichts zu merken, nichts zu tippen.
passkey-add = Passkey hinzufügen
passkey-made = hinzugefügt
passkey-used = zuletzt benutzt
passkey-unknown = Passkey
passkey-remove = Entfernen
passkey-remove-name = Passkey { $name } entfernen
passkey-scripts = Um einen Passkey hinzuzufügen, braucht es JavaScript.
passkey-offer-title = Beim nächsten Mal genügt ein Blick
passkey-offer-text = Mit einem Passkey melden Sie sich mit Gesicht, Fingerabdruck oder der PIN dieses Geräts an.
notice-passkey-added = Ihr Passkey ist bereit.
notice-passkey-removed = Der Passkey ist entfernt.

## Mails. Was in allen gleich ist, zuerst.

email-sign-in-hello = Guten Tag,
email-sign-in-preheader = Gültig für die nächsten Minuten, und nur für Sie.
email-sign-in-code = Oder geben Sie diesen Code dort ein, wo Sie ihn angefordert haben:

email-sign-in-subject = Bei { $shop } anmelden
email-sign-in-text = Hier ist Ihr Weg in Ihr Portal bei { $shop }.
email-sign-in-button = Anmelden
email-sign-in-after = Der Link gilt einmal und 30 Minuten lang. Haben Sie diese Mail nicht angefordert, lassen Sie sie liegen: Ohne sie kommt niemand hinein.

email-register-subject = Ihr Konto bei { $shop } bestätigen
email-register-text = Ein Schritt und Ihr Konto bei { $shop } ist fertig: Bestätigen Sie, dass diese Adresse Ihre ist.
email-register-button = Bestätigen
email-register-after = Der Link gilt einmal und 30 Minuten lang. Wollten Sie kein Konto, lassen Sie diese Mail liegen: Es wird keines geben.

email-known-subject = Sie haben schon ein Konto bei { $shop }
email-known-text = Jemand, vermutlich Sie, wollte ein Konto bei { $shop } anlegen. Sie haben schon eines, hier ist Ihr Weg hinein.
email-known-button = Anmelden
email-known-after = Der Link gilt einmal und 30 Minuten lang. Waren Sie es nicht, lassen Sie diese Mail liegen: Es hat sich nichts geändert.

email-reset-subject = Neues Passwort für { $shop } setzen
email-reset-text = Dieser Link meldet Sie bei { $shop } an und lässt Sie ein neues Passwort setzen.
email-reset-button = Neues Passwort setzen
email-reset-after = Der Link gilt einmal und 30 Minuten lang. Haben Sie ihn nicht angefordert, lassen Sie diese Mail liegen: Ihr Passwort bleibt, wie es ist.

email-invite-subject = Ihr Portal bei { $shop } ist fertig
email-invite-text = { $shop } hat Ihr persönliches Portal eingerichtet: mit Fotos und allem, was wir für Sie getan haben.
email-invite-button = Portal öffnen
email-invite-after = Der Link gilt einmal, bis { $expires }. Danach können Sie auf der Anmeldeseite des Portals einen neuen anfordern.

email-confirm-subject = Ihr Code für { $shop }
email-confirm-text = Sie sind dabei, etwas an Ihrem Konto bei { $shop } zu ändern. Bestätigen Sie mit diesem Code, dass Sie es sind:
email-confirm-button = Bestätigen
email-confirm-after = Der Code gilt einmal und 10 Minuten lang. Waren Sie es nicht, melden Sie sich auf der Seite Datenschutz & Sicherheit überall ab.

email-new-contact-subject = Bestätigen Sie Ihre neue Adresse bei { $shop }
email-new-contact-text = Jemand, wahrscheinlich Sie, möchte von { $shop } unter dieser Adresse erreicht werden. Bestätigen Sie mit diesem Code, dass es Ihre ist:
email-new-contact-button = Bestätigen
email-new-contact-after = Der Code gilt einmal und 10 Minuten lang. Waren Sie es nicht, können Sie diese Mail liegen lassen: Es ändert sich nichts.

email-contact-changed-preheader = Waren Sie es, ist nichts zu tun.
email-contact-changed-email-subject = Ihre E-Mail-Adresse bei { $shop } wurde geändert
email-contact-changed-email-text = { $shop } schreibt jetzt an { $new } statt an diese Adresse. Links, die wir hierher geschickt haben, gelten nicht mehr.
email-contact-changed-phone-subject = Ihre Handynummer bei { $shop } wurde geändert
email-contact-changed-phone-text = { $shop } hat jetzt { $new } als Ihre Handynummer. Links, die wir vorher geschickt haben, gelten nicht mehr.
email-contact-changed-after = Waren Sie es, ist nichts zu tun. Waren Sie es nicht, sagen Sie es { $shop } bitte gleich.

## SMS. Nur GSM-7-Zeichen; ein Code allein endet mit einer Zeile für das Handy.

sms-sign-in-code = { $shop }: Ihr Code ist { $code }
sms-sign-in-link = { $shop }: Anmelden { $url }
sms-sign-in-both = { $shop }: Anmelden { $url } oder Code { $code }
sms-invite = { $shop }: Ihr Portal ist fertig: { $url }
sms-contact-changed-email = { $shop }: Ihre E-Mail-Adresse bei uns ist jetzt { $new }. Nicht von Ihnen? Bitte melden.
sms-contact-changed-phone = { $shop }: Ihre Nummer bei uns ist jetzt { $new }. Nicht von Ihnen? Bitte melden.
