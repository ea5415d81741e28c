### Was Kunden lesen.

## Start

home-title = Start
home-track = Der Stand Ihres { -vehicle(form: "genitive") } bei { $place }
home-welcome = Willkommen bei { $place }. Den Stand Ihres { -car(form: "genitive") } sehen Sie oben auf dieser Seite, und unter Nachrichten erreichen Sie das Team jederzeit.
home-headline = Ihr { $vehicle } - { $status }.
home-ready = Voraussichtlich fertig: { $date }
home-tiles = Auf einen Blick
home-your-jobs = Ihre { -job(form: "many") }
home-empty-title = { -garage.gender ->
    [feminine] Ihre
   *[other] Ihr
} { -garage } ist bereit, wenn Sie es sind

tile-photos = Fotos
tile-photos-figure = { $count ->
    [0] Noch keine
    [one] { $count } Foto
   *[other] { $count } Fotos
}
tile-jobs = { -job(form: "many") }
tile-jobs-figure = { $active } aktiv · { $past } früher
tile-jobs-active = { $count } aktiv
tile-jobs-past = { $count } früher
tile-jobs-none = Noch keine
tile-vehicles = { -vehicle(form: "many") }
tile-vehicles-figure = { $count ->
    [0] Noch keine
    [one] { $count } { -vehicle }
   *[other] { $count } { -vehicle(form: "many") }
}
tile-appointment = Nächster Termin
tile-hours = Öffnungszeiten

## Aufträge

jobs-title = Ihre { -job(form: "many") }
jobs-active = Laufende { -job(form: "many") }
jobs-past = Frühere { -job(form: "many") }
jobs-empty-title = Keine laufenden { -job(form: "many") }
jobs-empty-text = Wenn Sie bei uns buchen, sehen Sie hier den Stand Ihres { -car(form: "genitive") }.

job-title = { $vehicle }
job-without-vehicle = Ihr { -job }
job-ready = Fertig { $date }
job-ready-estimated = Voraussichtlich fertig: { $date }
job-view-status = Stand ansehen
job-quote-reference = Bei Rückfragen bitte nennen
job-reference = Auftragsnummer
job-copy-reference = Nummer kopieren
job-description = Was wir machen
job-details = Einzelheiten
job-appointment = Termin
job-booked = Gebucht
job-progress = Fortschritt
job-photos = Fotos
job-all-photos = Alle Fotos
job-timeline = Was bisher geschah

stage-of = Schritt { $position } von { $count }
step-now = Jetzt
step-done = Erledigt
step-todo = Kommt noch

event-booked = Sie haben bei uns gebucht
event-status-pending = Ihre Buchung ist bei uns
event-status-scheduled = Ihr Termin steht
event-status-in_progress = Wir haben angefangen
event-status-awaiting_parts = Wir warten auf Teile
event-status-ready = Fertig für Sie
event-status-complete = Alles erledigt
event-status-cancelled = Dieser { -job } wurde storniert
event-photos = { $count ->
    [one] Ein neues Foto
   *[other] { $count } neue Fotos
}
event-ready-date = Neue Schätzung: fertig { $date }
event-appointment = Termin verschoben auf { $date }

## Fotos

photos-title = Fotos
photos-total = { $count ->
    [one] { $count } Foto
   *[other] { $count } Fotos
}
photos-count = { $count ->
    [one] { $count } Foto
   *[other] { $count } Fotos
}
photos-empty-title = Noch keine Fotos
photos-empty-text = Sobald wir Fotos Ihres { -car(form: "genitive") } machen, finden Sie sie hier.
gallery-title = Fotos: { $vehicle }
gallery-compare = Vorher und nachher
gallery-compare-slider = Vorher und nachher vergleichen
photo-title = Foto { $index } von { $count }
photo-alt = { $vehicle }, { $stage ->
    [before] vor der Arbeit
    [after] nach der Arbeit
   *[during] während der Arbeit
}, Foto { $index }
photo-position = { $index } von { $count }
photo-prev = Vorheriges Foto
photo-next = Nächstes Foto
photo-download = Foto herunterladen
photo-viewer = Fotoansicht
photo-open = Foto öffnen: { $name }

## Fahrzeuge

vehicles-title = Ihre { -vehicle(form: "many") }
vehicles-empty-title = Noch keine { -vehicle(form: "many") }
vehicles-empty-text = Sobald wir für Sie gearbeitet haben, steht die Geschichte hier.
vehicle-no-jobs = Noch keine { -job(form: "many") }.

## Ohne Sitzung

welcome-title = Willkommen
welcome-open-link = Öffnen Sie den Link, den wir Ihnen per SMS oder E-Mail geschickt haben, um Ihre { -job(form: "many") } und Fotos zu sehen.

link-expired-heading = Zeit für einen neuen Link
link-expired = Ihr Link ist abgelaufen. Fordern Sie unten einen neuen an.
link-expired-sign-in = Ihr Link ist abgelaufen. Unten können Sie sich anmelden.
link-expired-call = Ihr Link ist abgelaufen. Rufen Sie uns an, wir schicken Ihnen einen neuen.
link-expired-ask = Ihr Link ist abgelaufen. Bitten Sie uns um einen neuen.
link-ended-heading = Dieser Link hat ausgedient
link-ended = Ihr Link ist abgelaufen. Melden Sie sich an, dann geht es weiter zu seiner Seite.
link-sign-in = Anmelden
link-invalid-heading = Dieser Link öffnet sich nicht
link-invalid = Dieser Link ist nicht mehr gültig. Fordern Sie unten einen neuen an.
link-invalid-sign-in = Dieser Link ist nicht mehr gültig. Unten können Sie sich anmelden.
link-invalid-call = Dieser Link ist nicht mehr gültig. Rufen Sie uns an, wir schicken Ihnen einen neuen.
link-invalid-ask = Dieser Link ist nicht mehr gültig. Bitten Sie uns um einen neuen.
link-request = Neuen Link anfordern
link-renew = Neuen Link schicken
link-ask = Ihr persönliches Portal ist nur einen Fingertipp entfernt.
link-continue = Weiter
link-renewed-title = Sehen Sie in Ihre Nachrichten
link-renewed-text = Wenn wir Sie kennen, ist ein neuer Link unterwegs, dorthin, wo der letzte ankam. Das dauert höchstens eine Minute.

off-heading = { $part }: zurzeit nicht verfügbar
off-message = { $shop } bietet das hier im Moment nicht an. Melden Sie sich bei uns, wir helfen gern.

notice-signed-out = Sie sind abgemeldet. Ihr Link bringt Sie jederzeit zurück.
signed-out = Sie sind abgemeldet. Ihr Link bringt Sie jederzeit zurück.
session-ended = Zum Schutz Ihrer Daten wurden Sie abgemeldet. Öffnen Sie Ihren Link noch einmal, um weiterzumachen.
view-as-customer = Sie sehen das Portal wie { $name }. Ändern lässt sich hier nichts.
