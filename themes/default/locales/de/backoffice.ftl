### Was die Werkstattseite zu dem sagt, was gerade geschah. Kennungen auf -failed erscheinen als Fehler.

staff-nav-customers = Kunden
staff-nav-jobs = Aufträge
staff-nav-messages = Nachrichten
staff-nav-settings = Einstellungen
staff-role-owner = Inhaber
staff-role-manager = Leitung
staff-role-advisor = Annahme
staff-role-technician = Technik
staff-settings-security = Sicherheit

staff-login-wrong = E-Mail oder Passwort stimmt nicht. Bitte beides prüfen und noch einmal versuchen.
staff-login-limited = Zu viele Versuche. Bitte warten Sie { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
} und versuchen Sie es dann erneut.

notice-link-sent = Der Link ist unterwegs.
notice-link-revoked = Der Link funktioniert nicht mehr.
notice-link-no-address-failed = Für diesen Weg gibt es keine Adresse. Es wurde nichts gesendet.
notice-customer-added = Kunde angelegt.
notice-customer-added-same-contact = Kunde angelegt. Jemand anderes hier hat dieselbe Nummer oder E-Mail.
notice-customer-saved = Gespeichert.
notice-vehicle-added = Fahrzeug angelegt.
notice-vehicle-saved = Gespeichert.
notice-job-added = Auftrag angelegt.
notice-job-saved = Gespeichert.
notice-job-moved = Status geändert. Der Kunde sieht es jetzt.
notice-job-moved-no-address-failed = Status geändert. Der Kunde wurde nicht benachrichtigt: Es gibt keine solche Adresse.
notice-job-moved-switched-off-failed = Status geändert. Der Kunde wurde nicht benachrichtigt: Kunden sehen keine Aufträge, solange der Teil in den Einstellungen ausgeschaltet ist.
notice-job-not-moved-failed = Von hier aus kann der Auftrag nicht dorthin.
notice-job-ready-saved = Termin der Fertigstellung gespeichert.
notice-job-date-failed = Das ist kein Datum. Es wurde nichts geändert.
notice-photos-added = Fotos hinzugefügt.
notice-message-retried = Wird erneut gesendet.
notice-message-hurried = Wird jetzt gesendet.
notice-message-stopped = Angehalten. Die Nachricht wird nicht gesendet.
notice-message-not-waiting-failed = Diese Nachricht wartet nicht mehr: Sie ist gesendet oder wird gerade gesendet. Es wurde nichts geändert.
notice-message-retry-failed = Diese Nachricht kann nicht erneut gesendet werden. Senden Sie beim Kunden einen neuen Link.
notice-settings-saved = Gespeichert. Es gilt ab sofort.

customer-shares-contact = Dieselbe Nummer oder E-Mail gehört auch zu { $names }.
job-without-vehicle = Ohne Fahrzeug

link-none = Noch kein Link gesendet
link-last-sent = Zuletzt gesendet { $when }
link-expires = läuft ab am { $date }
link-expired-on = abgelaufen am { $date }
link-retired = funktioniert nicht mehr
link-opened-after-delivery = geöffnet { $duration } nach Zustellung
link-opened-after-sending = geöffnet { $duration } nach dem Senden
link-no-phone = Keine Telefonnummer hinterlegt
link-no-email = Keine E-Mail-Adresse hinterlegt

## Wann eine Nachricht wieder versucht wird, und warum sie nicht angekommen ist. Teile einer Zeile, ohne Punkt.

waiting-next-soon = nächster Versuch in wenigen Augenblicken
waiting-next-minutes = { $count ->
    [one] nächster Versuch in { $count } Minute
   *[other] nächster Versuch in { $count } Minuten
}
waiting-next-hours = { $count ->
    [one] nächster Versuch in { $count } Stunde
   *[other] nächster Versuch in { $count } Stunden
}
problem-no-credits = kein SMS-Guthaben mehr
problem-over-budget = das Tagesbudget für Codes und Links per SMS ist aufgebraucht
problem-overtaken = überholt, bevor sie gesendet werden konnte: Der Link wurde ersetzt, widerrufen, benutzt oder ist abgelaufen, oder die Meldung stimmt nicht mehr
problem-address-changed = die Person hat inzwischen eine andere Adresse
problem-switched-off = was der Link öffnet, ist in den Einstellungen ausgeschaltet
problem-shop-paused = der Betrieb ist pausiert
problem-stopped = von Ihrem Team angehalten
problem-given-up = aufgegeben: Sie konnte nicht rechtzeitig gesendet werden
problem-unreadable = die Nachricht ließ sich nicht lesen; bitte sagen Sie es dem Betreiber
problem-unwritable = die Nachricht ließ sich nicht schreiben; bitte sagen Sie es dem Betreiber
problem-broken-off = das Senden brach immer wieder ab; bitte sagen Sie es dem Betreiber
problem-unreachable = der Anbieter ist nicht erreichbar
problem-busy = der Anbieter bittet uns zu warten
problem-not-now = noch nicht angenommen
problem-unconfirmed = noch nicht bestätigt; vor dem nächsten Senden wird nachgesehen
problem-refused = nicht angenommen
problem-undelivered = nicht zugestellt
problem-account-refused = der Anbieter nimmt unser Konto nicht an; bitte sagen Sie es dem Betreiber
problem-sender-refused = unsere Absenderadresse wird nicht angenommen; bitte sagen Sie es dem Betreiber
problem-quota-used-up = das Konto hat vorerst alles gesendet, was es darf; bitte sagen Sie es dem Betreiber
problem-not-an-address = das ist keine E-Mail-Adresse
problem-no-such-mailbox = dieses Postfach gibt es nicht
problem-foreign-letters = der Mailserver kann die Buchstaben vor dem @ dieser Adresse nicht befördern; bitte fragen Sie nach einer anderen
problem-mailbox-full = das Postfach ist voll
problem-taken-for-spam = sie wurde für Spam gehalten
problem-suppressed = diese Adresse hat früher abgewiesen oder sich beschwert und bekommt nichts mehr
problem-not-reachable-number = das ist keine Nummer, die SMS empfangen kann
problem-country-not-on = SMS in dieses Land sind nicht eingeschaltet; bitte sagen Sie es dem Betreiber
problem-callback-unreachable = die öffentliche Adresse der Plattform ist nicht erreichbar; bitte sagen Sie es dem Betreiber
problem-replied-stop = diese Person hat STOP geantwortet und bekommt keine SMS, bis sie START antwortet
problem-not-from-our-number = diese Nummer ist von unserer aus nicht erreichbar
problem-not-mobile = das ist keine Mobilnummer
problem-phone-off = das Telefon ist ausgeschaltet oder nicht erreichbar
problem-blocked = das Telefon oder sein Netz blockiert unsere SMS
problem-no-such-number = diese Nummer gibt es nicht
problem-landline = das ist ein Festnetzanschluss, oder sein Netz nimmt keine SMS an
problem-carrier-silent = das Netz hat keinen Grund genannt
problem-number-not-registered = unsere Nummer ist bei den Netzen nicht angemeldet; bitte sagen Sie es dem Betreiber
problem-whatsapp-closed = diese Person hat uns seit einem Tag nicht geschrieben; WhatsApp nimmt dann keinen freien Text an

error-year = Bitte ein Jahr wie 2024 eingeben
error-session-days = Bitte eine Zahl von 1 bis 90 Tagen eingeben
error-file-pixels = Dieses Bild hat mehr als { $max } Millionen Bildpunkte. Bitte eine kleinere Fassung senden.
link-not-allowed = Links senden können Annahme, Leitung und Inhaber
error-file-none = Bitte mindestens ein Foto wählen
