### Wie Kundschaft und Team sich anmelden, aus Sicht des Teams.

sign-in-email-link = Link per E-Mail
    .hint = Sie geben ihre E-Mail-Adresse ein und bekommen einen Link. Für die meisten die sicherste Wahl.
sign-in-email-or-phone-link = Link per E-Mail oder SMS
    .hint = Ein Feld für beides; der Link kommt per E-Mail oder SMS.
sign-in-sms-code = Telefon und Code
    .hint = Ein sechsstelliger Code per SMS. Nur solange SMS-Guthaben da ist.
sign-in-password = Passwort
    .hint = Sie legen es nach dem ersten Besuch fest und können es jederzeit zurücksetzen.
sign-in-portal-link = Portal-Link
    .hint = Sie senden den Link aus der Kundenakte.

staff-security-methods = So meldet sich Ihre Kundschaft an
staff-security-registration = Neue Kundschaft darf sich selbst registrieren
staff-security-registration-hint = Aus: Nur wer auf Ihrer Liste steht, kommt hinein. Passwörter lassen sich weiterhin zurücksetzen.
staff-security-scope = Links öffnen nur, worauf sie zeigen
staff-security-scope-hint = Ein Link in einer Nachricht zu einem Auftrag oder einer Rechnung zeigt diese eine Sache und sonst nichts. Für den Rest des Portals meldet man sich an.
staff-security-texts = Codes und Links, die Ihre Kundschaft per SMS anfordert, höchstens
staff-security-texts-unit = am Tag
staff-security-texts-hint = Gezählt in SMS-Segmenten. Darüber hinaus werden bis zum nächsten Tag (UTC) keine Codes per SMS angeboten, damit niemand Ihre Rechnung in die Höhe treiben kann. Was Ihr Team verschickt, bleibt davon unberührt.
staff-security-texts-paused = Die von heute sind aufgebraucht: stattdessen werden die anderen Wege angeboten.
error-sms-budget = Bitte eine Zahl von 0 bis 100.000 eingeben
error-no-sign-in-method = Bitte wählen Sie mindestens eine Art der Anmeldung

## Die zweite Frage
second-factor-heading = Noch ein Schritt
second-factor-intro = Öffnen Sie Ihre Authenticator-App und geben Sie den Code für diesen Betrieb ein.
second-factor-code = Sechsstelliger Code
second-factor-code-hint = Er wechselt alle 30 Sekunden.
second-factor-submit = Anmelden
second-factor-lost = Telefon nicht zur Hand? Wiederherstellungscode verwenden
second-factor-recovery = Wiederherstellungscode
second-factor-recovery-hint = Einer der Codes, die Sie notiert haben. Jeder gilt einmal.
second-factor-wrong = Dieser Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten und versuchen Sie es erneut.
second-factor-over = Von vorn beginnen
notice-sign-in-over-failed = Das hat zu lange gedauert, oder es waren zu viele Versuche. Bitte melden Sie sich neu an.

## Authenticator
authenticator-heading = Authenticator einrichten
authenticator-intro = Danach brauchen Sie zum Anmelden Ihr Passwort und einen Code von Ihrem Telefon.
authenticator-step-app = Installieren Sie eine Authenticator-App auf Ihrem Telefon, falls Sie noch keine haben.
authenticator-step-scan = Scannen Sie dieses Bild mit der App.
authenticator-qr = QR-Code für Ihre Authenticator-App
authenticator-same-device = In der App auf diesem Gerät öffnen
authenticator-by-hand = Scannen geht nicht? Geben Sie diesen Schlüssel ein
authenticator-step-code = Geben Sie den Code ein, den die App zeigt.
authenticator-submit = Bestätigen
authenticator-wrong = Dieser Code passt nicht. Prüfen Sie die Uhrzeit Ihres Telefons, warten Sie auf den nächsten Code und versuchen Sie es erneut.
recovery-codes-heading = Wiederherstellungscodes
recovery-codes-fresh = Ihr Authenticator ist eingerichtet.
recovery-codes-once = Notieren Sie diese jetzt
recovery-codes-intro = Sie werden nur dieses eine Mal gezeigt. Mit jedem kommen Sie einmal hinein, wenn Ihr Telefon nicht zur Hand ist. Bewahren Sie sie nicht am Computer auf.
recovery-codes-done = Ich habe sie notiert

## Die eigene Anmeldung
staff-account-heading = Ihre Anmeldung
staff-account-menu = Ihre Anmeldung
staff-account-factor = Anmeldung in zwei Schritten
staff-account-factor-on = An seit
staff-account-factor-off = Aus. Mit ihr öffnet ein gestohlenes Passwort allein nichts.
staff-account-codes-left = { $count ->
    [0] Kein Wiederherstellungscode übrig
    [one] { $count } Wiederherstellungscode übrig
   *[other] { $count } Wiederherstellungscodes übrig
}
staff-account-codes-new = Neue Wiederherstellungscodes
staff-account-codes-new-text = Die bisherigen Codes gelten dann nicht mehr.
staff-account-factor-begin = Authenticator einrichten
staff-account-factor-change = Telefon wechseln
staff-account-factor-change-text = Die alte App gilt, bis die neue bestätigt ist.
staff-account-factor-remove = Ausschalten
staff-account-factor-remove-text = Danach öffnet das Passwort allein das Backoffice.
staff-account-password = Noch einmal Ihr Passwort
staff-account-everywhere = Andere Geräte
staff-account-everywhere-text = Meldet Sie auf allen Geräten außer diesem ab.
staff-account-everywhere-submit = Überall sonst abmelden
error-password-wrong = Dieses Passwort stimmt nicht. Es wurde nichts geändert.
notice-second-factor-removed = Die Anmeldung in zwei Schritten ist aus.
notice-signed-out-everywhere = Sie sind überall sonst abgemeldet.

## Team
staff-team-heading = Team
staff-team-intro = Wer hier arbeitet und was jede Person darf.
staff-team-members = Mitglieder
staff-team-you = Sie
staff-team-invited = Eingeladen, noch nicht dabei
staff-team-invitation-expired = Die Einladung ist abgelaufen
staff-team-last = Zuletzt angemeldet
staff-team-never = Noch nicht angemeldet
staff-team-factor-on = Zwei Schritte
staff-team-factor-off = Nur Passwort
staff-team-change = Ändern
staff-team-role = Rolle
staff-team-role-hint = Technik arbeitet an Aufträgen, Beratung sendet auch Links, Leitung ändert auch Einstellungen, Inhaber alles.
staff-team-role-save = Rolle speichern
staff-team-again = Einladung erneut senden
staff-team-reset = Link für ein neues Passwort senden
staff-team-remove = Entfernen
staff-team-remove-text = { $name } wird sofort abgemeldet und kommt ohne neue Einladung nicht wieder hinein.
staff-team-invite = Jemanden einladen
staff-team-invite-text = Die Person bekommt einen Link per E-Mail, wählt ein Passwort und ist dabei. Er gilt 7 Tage.
staff-team-email = E-Mail-Adresse
staff-team-invite-submit = Einladung senden
error-works-here = Jemand mit dieser Adresse arbeitet schon hier
notice-staff-invited = Die Einladung ist unterwegs.
notice-staff-role-changed = Rolle geändert.
notice-staff-removed = Entfernt und abgemeldet.
notice-last-owner-failed = Es muss eine Inhaberin oder ein Inhaber bleiben. Geben Sie die Rolle zuerst jemand anderem.

## Protokoll
staff-audit-heading = Protokoll
staff-audit-intro = Wer was an Zugang und Geld getan hat, das Neueste zuerst.
staff-audit-empty = Noch nichts
staff-audit-empty-text = Einladungen, Rollen und Einstellungen zur Anmeldung stehen dann hier.
audit-unknown = Etwas anderes
audit-command-line = Plattformbetrieb
audit-operator = Plattformbetrieb
audit-staff-invited = Ins Team eingeladen
audit-staff-role-changed = Rolle geändert
audit-staff-removed = Aus dem Team entfernt
audit-second-factor-on = Anmeldung in zwei Schritten eingerichtet
audit-second-factor-off = Anmeldung in zwei Schritten ausgeschaltet
audit-recovery-codes-made = Neue Wiederherstellungscodes erstellt
audit-recovery-code-used = Mit Wiederherstellungscode angemeldet
audit-passkey-added = Passkey hinzugefügt
audit-passkey-removed = Passkey entfernt
audit-signed-out-everywhere = Überall sonst abgemeldet
audit-sign-in-settings-changed = Einstellungen zur Anmeldung geändert
audit-customer-invited = Kundschaft eingeladen
audit-device-ended = Gerät einer Kundin oder eines Kunden abgemeldet
audit-contact-changed = Kontaktdaten selbst geändert
audit-name-changed = Namen selbst geändert
audit-action-links-revoked = Links in Nachrichten beendet
audit-message-retried = Nachricht erneut gesendet
audit-message-hurried = Wartende Nachricht sofort gesendet
audit-message-stopped = Wartende Nachricht angehalten
audit-tenant-created = Betrieb angelegt
audit-tenant-suspended = Betrieb pausiert
audit-tenant-resumed = Betrieb wieder geöffnet
audit-sms-credits-added = SMS-Guthaben aufgeladen
audit-sms-budget-changed = Grenzen für SMS an Fremde geändert
audit-domain-added = Eigene Adresse angemeldet
audit-domain-verified = Eigene Adresse nachgewiesen, Links führen jetzt dorthin
audit-domain-removed = Eigene Adresse aufgegeben
audit-recovery-link-made = Wiederherstellungslink für eine Kundin oder einen Kunden erstellt
audit-operator-invited = Operator eingeladen
audit-operator-joined = Einladung als Operator angenommen
audit-operator-removed = Operator entfernt
audit-operator-signed-in = Operator angemeldet
audit-keys-rotated = Signaturschlüssel gewechselt

## Einladung per E-Mail
email-invite-staff-subject = Ihre Einladung zu { $shop }
email-invite-staff-greeting = Guten Tag,
email-invite-staff-text = Sie sind ins Backoffice von { $shop } eingeladen. Wählen Sie ein Passwort, und Sie sind dabei.
email-invite-staff-button = Einladung annehmen
email-invite-staff-expires = Der Link gilt einmal, bis { $date }.

## Der Weg hinein
access-invite = Einladung
access-invite-text = Ein Link für 7 Tage, der auch ein Passwort anbietet.
access-invite-none = Fügen Sie zuerst eine Telefonnummer oder E-Mail-Adresse hinzu.
access-by-sms = SMS an { $to }
access-by-email = E-Mail an { $to }
access-story = Links und Codes
access-story-empty = Noch hat niemand einen Link oder Code angefordert.
access-by = gesendet von { $name }
access-by-customer = selbst angefordert
access-by-itself = automatisch gesendet
access-other = Anderen Weg versuchen
access-sign-in = Anmeldelink
access-register = Registrierung
access-reset = Passwort zurücksetzen
access-recover = Wiederherstellungslink der Plattform
access-step-up = Bestätigung
access-new-contact = Code für eine neue Adresse
access-app = Code für die App
access-client-login = Anmeldung über die Seite der Plattform
access-job-news = Statusnachricht mit Link
access-contact-changed = Nachricht an die alte Adresse
access-used = Verwendet
access-locked = Gesperrt
access-delivered = Zugestellt
access-fetched = Automatisch abgerufen
access-opened = Geöffnet
access-opened-after-delivery = Geöffnet { $duration } nach Zustellung
access-link-used = Mit dem Link angemeldet
access-code-used = Mit dem Code angemeldet
access-address-proved = Adresse nachgewiesen
access-entered-not-yet = Mehrere Kunden haben diese Adresse: noch keiner ausgewählt
access-entered-this = Diesen Kunden unter denen mit derselben Adresse ausgewählt
access-entered-other = { $name } ausgewählt, mit derselben Adresse
access-tries = { $count ->
    [one] { $count } falscher Code
   *[other] { $count } falsche Codes
}
access-refused = Abgelehnt
access-refused-used = Abgelehnt: schon verwendet
access-refused-expired = Abgelehnt: abgelaufen
access-refused-contact-changed = Beendet: Kontaktdaten geändert
access-refused-password-changed = Beendet: Passwort geändert
access-refused-signed-out-everywhere = Beendet: überall abgemeldet
access-refused-country = Abgelehnt: keine SMS in dieses Land
access-refused-too-often = Abgelehnt: zu oft angefordert
access-refused-budget = Abgelehnt: das SMS-Budget des Tages war aufgebraucht
access-refused-no-credits = Abgelehnt: kein SMS-Guthaben mehr
access-refused-switched-off = Abgelehnt: Diesen Weg bietet Ihr Betrieb nicht mehr an
access-refused-taken = Abgelehnt: Ein anderer Eintrag hat diese Adresse
access-devices = Angemeldete Geräte
access-devices-empty = Nirgends angemeldet.
access-device-unknown = Unbekanntes Gerät
access-device-seen = Zuletzt hier
access-device-end = Abmelden
access-way-portal-link = Portal-Link
access-way-sign-in-link = Anmeldelink
access-way-code = Code
access-way-password = Passwort
access-way-passkey = Passkey
access-way-action-link = Link in einer Nachricht
access-way-other = Angemeldet
access-revoke-links = Links in Nachrichten beenden
access-revoke-links-text = Links in schon gesendeten Nachrichten öffnen das Portal nicht mehr. Neue Nachrichten haben neue.
notice-invite-sent = Die Einladung ist unterwegs.
notice-device-ended = Dort abgemeldet.
notice-action-links-revoked = Links in früheren Nachrichten öffnen nichts mehr.
staff-account-devices = Wo Sie angemeldet sind
staff-account-this-device = dieses Gerät

## Passkeys
staff-passkeys = Passkeys
staff-passkeys-text = Melden Sie sich mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts an. Ein Passkey ist beide Schritte in einem.
staff-passkey-add = Passkey hinzufügen
staff-passkey-made = Hinzugefügt
staff-passkey-used = zuletzt verwendet
staff-passkey-problem = Das hat nicht geklappt. Bitte prüfen Sie Ihr Passwort und versuchen Sie es erneut.
staff-passkey-noscript = Passkeys brauchen JavaScript.
staff-passkey-sign-in = Mit Passkey anmelden
