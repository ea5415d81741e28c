### Gemeinsame Wörter. Ein Preset ersetzt die Begriffe (locales/de/presets/*.ftl).

# Immer ein maskulines Wort wählen: die Sätze rechnen damit.
-job = { $form ->
   *[one] Auftrag
    [genitive] Auftrags
    [many] Aufträge
    [many-dative] Aufträgen
}
-garage = Werkstatt
    .gender = feminine
# Immer ein sächliches Wort wählen.
-vehicle = { $form ->
   *[one] Fahrzeug
    [genitive] Fahrzeugs
    [many] Fahrzeuge
    [many-dative] Fahrzeugen
}
-car = { $form ->
   *[one] Auto
    [genitive] Autos
}

art-kind = car
vehicle-icon = car

skip-to-content = Zum Inhalt springen
close = Schließen
back-home = Zur Startseite
try-again = Noch einmal versuchen
copied = Kopiert
sign-out = Abmelden
staff-sign-in = Anmeldung für das Team
call-shop = { $shop } anrufen
email-shop = E-Mail an { $shop }
field-optional = (freiwillig)
hours-label = Öffnungszeiten
hours-today = Heute { $hours }
hours-closed = Geschlossen
hours-closed-today = Heute geschlossen

theme-label = Darstellung
theme-system = System
theme-light = Hell
theme-dark = Dunkel

pager-label = Seiten
pager-range = { $first }–{ $last } von { $total }
pager-prev = Zurück
pager-next = Weiter

account-menu = Kontomenü für { $name }

## Navigation

nav-main = Hauptmenü
nav-home = Start
nav-jobs = { -job(form: "many") }
nav-photos = Fotos
nav-vehicles = { -vehicle(form: "many") }
nav-messages = Nachrichten
nav-invoices = Rechnungen
nav-more = Mehr

## Wochentage, für die Öffnungszeiten

day-mon = Montag
day-tue = Dienstag
day-wed = Mittwoch
day-thu = Donnerstag
day-fri = Freitag
day-sat = Samstag
day-sun = Sonntag

## Daten: chrono-Muster; die Namen kennt der Server.

date-day = %A, %-d. %B
date-day-year = %A, %-d. %B %Y
date-short = %-d. %b
date-short-year = %-d. %b %Y
date-time = %A, %-d. %B, %H:%M Uhr
date-exact = %A, %-d. %B %Y, %H:%M Uhr
date-clock = %H:%M Uhr

relative-now = gerade eben
relative-minutes = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
relative-hours = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
relative-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}
relative-weeks = { $count ->
    [one] vor { $count } Woche
   *[other] vor { $count } Wochen
}
relative-months = { $count ->
    [one] vor { $count } Monat
   *[other] vor { $count } Monaten
}
relative-today = Heute, { $time }
relative-tomorrow = Morgen, { $time }

duration-moment = wenige Augenblicke
duration-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
duration-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
duration-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}

## Stand eines Auftrags

status-pending = Angefragt
status-pending-sentence = Ihre Buchung ist bei uns
status-scheduled = Eingeplant
status-scheduled-sentence = Fest eingeplant
status-in_progress = In Arbeit
status-in_progress-sentence = Wir sind dran
status-awaiting_parts = Warten auf Teile
status-awaiting_parts-sentence = Wir warten auf bestellte Teile
status-ready = Fertig
status-ready-sentence = Bereit zur Abholung
status-complete = Abgeschlossen
status-complete-sentence = Alles erledigt
status-cancelled = Storniert
status-cancelled-sentence = Dieser { -job } wurde storniert

## Stand einer Nachricht oder eines Links

status-queued = In der Warteschlange
status-sending = Wird gesendet
status-sent = Gesendet
status-delivered = Zugestellt
status-failed = Nicht zugestellt
status-waiting = Wird weiter versucht
status-stopped = Angehalten
status-opened = Geöffnet
status-expired = Abgelaufen
status-revoked = Widerrufen

## Zeitpunkt eines Fotos

stage-before = Vorher
stage-during = Währenddessen
stage-after = Nachher

## Funktionen

feature-jobs = Aufträge
    .description = Kunden verfolgen jeden Auftrag von der Buchung bis zur Abholung.
    .loses = Kunden sehen weder Aufträge noch Fortschritt oder Fertigstellung.
feature-photos = Fotos
    .description = Kunden sehen die Fotos zu ihren Aufträgen und laden sie herunter.
    .loses = Kunden sehen keine Fotos mehr. Die Fotos bleiben erhalten.
feature-invoices = Rechnungen
    .description = Kunden sehen, was Sie berechnet haben und was noch offen ist.
    .loses = Kunden sehen ihre Rechnungen nicht mehr, und Links darauf öffnen nichts. Die Rechnungen bleiben erhalten.
feature-vehicles = Fahrzeuge
    .description = Kunden sehen jedes ihrer Fahrzeuge mit der ganzen Geschichte.
    .loses = Kunden sehen weder ihre Fahrzeuge noch frühere Arbeiten daran.

channel-sms = SMS
channel-email = E-Mail
