## Rahmen
staff-nav-label = Verwaltung
staff-search-label = Kundschaft suchen
staff-search-placeholder = Name, Telefon, E-Mail oder Kennzeichen
staff-search-submit = Suchen
staff-search-found = Gefundene Personen
staff-search-all = Alle Treffer zeigen
staff-search-none = Niemand gefunden. Mit der Eingabetaste trotzdem suchen.
staff-close = Schließen
staff-cancel = Abbrechen
staff-edit = Bearbeiten
staff-back = Zurück
staff-undo = Rückgängig
staff-form-errors = Bitte prüfen Sie diese Felder

## Tastatur
staff-keys = Tastatur
staff-keys-title = Tastenkürzel
staff-keys-search = Kundschaft suchen
staff-keys-new = Neuer Eintrag
staff-keys-rows = Durch eine Liste gehen
staff-keys-peek = Akte neben der Liste ansehen
staff-keys-send = In einer Zeile: Portal-Link senden
staff-keys-customers = Zur Kundenliste
staff-keys-jobs = Zu den Aufträgen
staff-keys-messages = Zu den Nachrichten
staff-keys-settings = Zu den Einstellungen
staff-keys-help = Diese Liste zeigen
staff-keys-then = dann
staff-keys-switch = Kürzel mit einer Taste verwenden

## Anmeldung
staff-login-heading = In der Verwaltung anmelden
staff-login-intro = Für das Team von { $shop }.
staff-login-email = E-Mail-Adresse
staff-login-password = Passwort
staff-login-submit = Anmelden
staff-login-help = Passwort vergessen? Bitten Sie die Inhaberin oder den Inhaber um eine neue Einladung.
staff-login-customer = Sind Sie Kundin oder Kunde?
staff-login-portal = Zum Kundenportal
staff-password-show = Passwort anzeigen

staff-invitation-heading = Willkommen bei { $shop }
staff-invitation-intro = Legen Sie ein Passwort fest, und die Verwaltung steht Ihnen offen. Sie melden sich als { $email } an.
staff-invitation-name = Ihr Name
staff-invitation-name-hint = Ihr Team sieht ihn.
staff-invitation-password = Neues Passwort
staff-invitation-password-hint = Mindestens 8 Zeichen. Ein kurzer Satz lässt sich gut merken.
staff-invitation-confirm = Passwort bestätigen
staff-invitation-submit = Passwort festlegen und anmelden

## Kundschaft
staff-customers-heading = Kundschaft
staff-customers-count = { $total ->
    [one] { $total } Person
   *[other] { $total } Personen
}
staff-customers-sorted = Zuletzt gesehene zuerst
staff-customers-new = Neu anlegen
staff-customers-found = { $total ->
    [0] Niemand passt zu „{ $query }“
    [one] { $total } Treffer für „{ $query }“
   *[other] { $total } Treffer für „{ $query }“
}
staff-customers-clear = Alle anzeigen
staff-customers-column-customer = Name
staff-customers-column-seen = Zuletzt gesehen
staff-customers-column-link = Portal-Link
staff-customers-column-action = Senden
staff-customers-no-contact = Weder Telefon noch E-Mail
staff-customers-never-seen = Noch nicht
staff-customers-empty-title = Hier beginnt Ihre Kundenliste
staff-customers-empty-text = Legen Sie jemanden mit Telefonnummer oder E-Mail-Adresse an. Danach genügt ein Klick, und das Portal ist da: der Auftrag, die Fotos, ohne Passwort.
staff-customers-empty-action = Erste Person anlegen
staff-customers-empty-step-1 = Person anlegen
staff-customers-empty-step-2 = Auftrag beginnen und Fotos hinzufügen
staff-customers-empty-step-3 = Portal-Link senden
staff-customers-none-text = Versuchen Sie es mit einem Teil des Namens, den letzten Ziffern der Telefonnummer oder einem Kennzeichen.
staff-customers-none-add = Neu anlegen

staff-peek-whole = Akte öffnen

## Portal-Link senden
staff-send = Portal-Link senden
staff-send-choose = Weg wählen
staff-send-hint = Ein neuer Link ersetzt den letzten.
staff-send-sms = SMS
staff-send-email = E-Mail
staff-send-none = Bitte zuerst eine Telefonnummer oder E-Mail-Adresse eintragen.
staff-send-sending = Wird gesendet
staff-send-sending-text = Unterwegs zum Anbieter
staff-send-failed = Nicht gesendet
staff-send-failed-text = Wir konnten den Link nicht senden. Für die Person hat sich nichts geändert. Bitte versuchen Sie es noch einmal.
staff-send-offline = Wir erreichen den Server nicht. Prüfen Sie die Verbindung und senden Sie noch einmal.
staff-state-queued = In der Warteschlange
staff-state-sending = Wird gesendet
staff-state-sent = Gesendet
staff-state-delivered = Zugestellt
staff-state-opened = Geöffnet
staff-state-failed = Fehlgeschlagen
staff-state-waiting = Wird weiter versucht
staff-state-stopped = Angehalten
staff-state-expired = Abgelaufen
staff-state-revoked = Widerrufen

## Kundenakte
staff-customer-breadcrumb = Kundschaft
staff-customer-since = Angelegt
staff-customer-seen = Zuletzt gesehen
staff-customer-never-seen = Hat das Portal noch nicht geöffnet
staff-customer-contact = Kontakt
staff-customer-salutation = Bevorzugte Anrede
staff-customer-phone = Telefon
staff-customer-email = E-Mail
staff-customer-missing = Nicht bekannt

staff-link-heading = Portal-Link
staff-link-intro = Öffnet das Portal 30 Tage lang, ohne Passwort.
staff-link-revoke = Link widerrufen
staff-link-revoke-title = Diesen Link widerrufen?
staff-link-revoke-text = Er funktioniert sofort nicht mehr, auf keinem Gerät. { $name } braucht dann einen neuen Link.
staff-link-revoke-confirm = Link widerrufen
staff-link-history = Bisher gesendet
staff-link-history-empty = Noch nichts gesendet. Hier steht dann jede Nachricht, und wann sie angekommen ist.

staff-vehicles-heading = Fahrzeuge
staff-vehicles-new = Fahrzeug hinzufügen
staff-vehicles-empty = Noch kein Fahrzeug. Ein Auftrag braucht eines.
staff-vehicle-edit = { $vehicle } bearbeiten
staff-jobs-heading = Aufträge
staff-jobs-new = Neuer Auftrag
staff-jobs-empty = Noch kein Auftrag. Sobald einer beginnt, kann { $name } ihn im Portal verfolgen.
staff-jobs-photos = { $count ->
    [0] Keine Fotos
    [one] { $count } Foto
   *[other] { $count } Fotos
}

## Formular: Person
staff-customer-form-new = Person anlegen
staff-customer-form-edit = { $name } bearbeiten
staff-customer-form-name = Name
staff-customer-form-salutation = Bevorzugte Anrede
staff-customer-form-salutation-hint = So begrüßt das Portal, etwa „Frau Weber“ oder „Alex“. Leer heißt: mit dem Namen.
staff-customer-form-phone = Mobiltelefon
staff-customer-form-phone-hint = Mit Landesvorwahl, etwa +49 151 2345678.
staff-customer-form-email = E-Mail-Adresse
staff-customer-form-reach = Eines von beiden genügt, um einen Portal-Link zu senden.
staff-customer-form-create = Person anlegen
staff-customer-form-save = Änderungen speichern

## Formular: Fahrzeug
staff-vehicle-form-new = Fahrzeug hinzufügen
staff-vehicle-form-edit = Fahrzeug bearbeiten
staff-vehicle-form-for = Für { $name }
staff-vehicle-form-registration = Kennzeichen
staff-vehicle-form-make = Marke
staff-vehicle-form-model = Modell
staff-vehicle-form-year = Baujahr
staff-vehicle-form-colour = Farbe
staff-vehicle-form-create = Fahrzeug hinzufügen
staff-vehicle-form-save = Änderungen speichern

## Formular: Auftrag
staff-job-form-new = Neuer Auftrag
staff-job-form-edit = Auftrag bearbeiten
staff-job-form-for = Für { $name }
staff-job-form-vehicle = Fahrzeug
staff-job-form-description = Was wir tun
staff-job-form-description-hint = Im Portal zu lesen. Am besten in einfachen Worten.
staff-job-form-status = Status
staff-job-form-appointment = Termin
staff-job-form-ready = Voraussichtlich fertig
staff-job-form-ready-hint = Steht im Portal auf der ersten Seite.
staff-job-form-create = Auftrag anlegen
staff-job-form-save = Änderungen speichern

## Auftrag
staff-job-breadcrumb = Aufträge
staff-job-status-heading = Status
staff-job-status-intro = Eine Änderung ist im Portal sofort zu sehen.
staff-job-ready-heading = Voraussichtlich fertig
staff-job-ready-save = Datum speichern
staff-job-ready-none = Noch kein Datum. Danach wird am häufigsten gefragt.
staff-job-timeline = Verlauf
staff-job-timeline-empty = Noch ist nichts geschehen.
staff-job-photos = Fotos
staff-job-photos-empty = Noch keine Fotos. Das erste wird im Portal zum Bild des Auftrags.
staff-job-photo-stage = Zeitpunkt dieses Fotos
staff-job-photo-delete = Foto entfernen
staff-job-photo-deleted = Foto entfernt.
staff-job-photo-delete-failed = Wir konnten das Foto nicht entfernen. Es ist noch da; bitte versuchen Sie es noch einmal.
staff-job-photo-options = Optionen für dieses Foto
staff-stage-before = Vorher
staff-stage-during = Währenddessen
staff-stage-after = Nachher

## Hochladen
staff-upload-stage = Aufgenommen
staff-upload-choose = Fotos auswählen
staff-upload-drop = oder irgendwo auf dieser Seite ablegen
staff-upload-release = Loslassen, um die Fotos hinzuzufügen
staff-upload-limits = JPEG, PNG oder WebP, je bis zu { $size } MB, { $count } auf einmal
staff-upload-submit = Hochladen
staff-upload-waiting = Wartet
staff-upload-sending = Wird hochgeladen
staff-upload-working = Gleich fertig
staff-upload-done = Hinzugefügt
staff-upload-finished = Hinzugefügte Fotos: %
staff-upload-failed = Dieses Foto ist nicht angekommen. Bitte versuchen Sie es noch einmal.
staff-upload-offline = Die Verbindung ist abgebrochen. Versuchen Sie es noch einmal, sobald Sie wieder online sind.
staff-upload-too-large = Größer als { $size } MB. Bitte wählen Sie eine kleinere Fassung.
staff-upload-wrong-type = Dieses Format können wir nicht zeigen. Bitte nehmen Sie JPEG, PNG oder WebP.
staff-upload-too-many = Nur { $count } auf einmal. Fügen Sie dieses beim nächsten Mal hinzu.
staff-upload-retry = Noch einmal
staff-upload-dismiss = Ausblenden
staff-upload-list = Fotos, die gerade hochgeladen werden
staff-upload-errors = { $count ->
    [one] Ein Foto konnte nicht hinzugefügt werden
   *[other] { $count } Fotos konnten nicht hinzugefügt werden
}

## Auftragstafel
staff-board-heading = Aufträge
staff-board-search = Auf der Tafel suchen
staff-board-search-placeholder = Nummer, Name oder Kennzeichen
staff-board-filtered = Aufträge, die zu „{ $query }“ passen.
staff-board-clear = Alle Aufträge anzeigen
staff-board-empty-column = Keine
staff-board-empty-title = Keine Aufträge auf der Tafel
staff-board-empty-text = Ein Auftrag beginnt in der Kundenakte. Suchen Sie die Person und wählen Sie „Neuer Auftrag“.
staff-board-empty-action = Zur Kundenliste
staff-board-none-title = Kein Auftrag passt zu „{ $query }“
staff-board-overdue = Überfällig
staff-board-no-ready = Kein Fertigdatum
staff-board-count = { $count ->
    [one] { $count } Auftrag
   *[other] { $count } Aufträge
}
staff-board-label = Aufträge nach Status

## Nachrichten
staff-messages-heading = Nachrichten
staff-messages-intro = Jede gesendete SMS und E-Mail, die neueste zuerst.
staff-messages-all = Alle
staff-messages-failed = Fehlgeschlagen
staff-messages-filter = Anzeigen
staff-messages-column-customer = Name
staff-messages-column-to = Gesendet an
staff-messages-column-state = Stand
staff-messages-column-when = Wann
staff-messages-column-action = Aktion
staff-messages-retry = Erneut senden
staff-messages-hurry = Jetzt senden
staff-messages-stop = Anhalten
staff-messages-empty-title = Noch keine Nachrichten
staff-messages-empty-text = Wenn Sie einen Portal-Link senden, sehen Sie hier, ob er angekommen ist.
staff-messages-empty-action = Zur Kundenliste
staff-messages-none-failed-title = Nichts ist fehlgeschlagen
staff-messages-none-failed-text = Jede Nachricht im Verlauf hat ihren Anbieter erreicht.
staff-messages-none-waiting-title = Nichts wartet
staff-messages-none-waiting-text = Ist ein Anbieter nicht erreichbar, sehen Sie hier, was weiter versucht wird, und können es anhalten.
staff-channel-sms = SMS
staff-channel-email = E-Mail

## Einstellungen
staff-settings-nav = Einstellungen
staff-settings-portal-heading = Kundenportal
staff-settings-portal-intro = Was im Portal zu finden ist. Aus heißt: verschwunden, aus dem Menü, aus schon gesendeten Links, überall.
staff-settings-loses = Wenn aus:
staff-settings-on = An
staff-settings-off = Aus
staff-settings-unsaved = Noch nicht gespeichert
staff-settings-save = Änderungen speichern

staff-branding-heading = Erscheinungsbild
staff-branding-intro = Ihr Name, Ihre Farbe, Ihr Logo. Von uns ist im Portal nichts zu sehen.
staff-branding-look = Aussehen
staff-branding-reach = So sind Sie erreichbar
staff-branding-name = Name des Betriebs
staff-branding-tagline = Leitsatz
staff-branding-tagline-hint = Eine kurze Zeile unter dem Namen.
staff-branding-colour = Markenfarbe
staff-branding-colour-hint = Eine sechsstellige Farbe wie #c2410c. Text darauf und darin wird so angepasst, dass ihn alle lesen können.
staff-branding-colour-pick = Farbe auswählen
staff-branding-logo = Logo
staff-branding-logo-hint = PNG, JPEG oder WebP mit durchsichtigem oder weißem Grund, mindestens 256 Pixel breit.
staff-branding-logo-current = Aktuelles Logo
staff-branding-logo-remove = Logo entfernen
staff-branding-phone = Telefon
staff-branding-email = E-Mail-Adresse
staff-branding-hours = Öffnungszeiten
staff-branding-hours-hint = So, wie man es sagt: „9:00–17:30“, „nach Vereinbarung“. Leer heißt geschlossen.
staff-branding-preview = Vorschau
staff-branding-preview-light = Hell
staff-branding-preview-dark = Dunkel
staff-branding-preview-status = In Arbeit
staff-branding-preview-line = Voraussichtlich fertig am Mittwoch
staff-branding-preview-button = Status ansehen
staff-branding-preview-link = Rufen Sie uns an
staff-branding-kept = Ihre Farbe wird genau so verwendet.
staff-branding-adjusted = Auf hellen Seiten ist Ihre Farbe etwas kräftiger, damit sie für alle lesbar ist.
staff-branding-saved-only = Die Vorschau zeigt Ihre Farbe nach dem Speichern.
staff-day-mon = Montag
staff-day-tue = Dienstag
staff-day-wed = Mittwoch
staff-day-thu = Donnerstag
staff-day-fri = Freitag
staff-day-sat = Samstag
staff-day-sun = Sonntag

staff-security-heading = Anmeldung und Sicherheit
staff-security-intro = Wie Ihre Kundschaft hineinkommt und wie lange sie auf dem eigenen Gerät angemeldet bleibt.
staff-security-days = Angemeldet bleiben für
staff-security-days-unit = Tage
staff-security-days-hint = Von 1 bis 90 Tagen. Kürzer ist auf geteilten Geräten sicherer, länger erspart einen neuen Link.
staff-security-links = Portal-Links
staff-security-links-text = Ein Portal-Link gilt 30 Tage, beliebig oft. Ein neuer ersetzt den alten. Widerrufen können Sie ihn in der Kundenakte.
