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
notice-job-not-moved-failed = Von hier aus kann der Auftrag nicht dorthin.
notice-job-ready-saved = Termin der Fertigstellung gespeichert.
notice-job-date-failed = Das ist kein Datum. Es wurde nichts geändert.
notice-photos-added = Fotos hinzugefügt.
notice-message-retried = Wird erneut gesendet.
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

error-year = Bitte ein Jahr wie 2024 eingeben
error-session-days = Bitte eine Zahl von 1 bis 90 Tagen eingeben
error-file-pixels = Dieses Bild hat mehr als { $max } Millionen Bildpunkte. Bitte eine kleinere Fassung senden.
link-not-allowed = Links senden können Annahme, Leitung und Inhaber
error-file-none = Bitte mindestens ein Foto wählen
