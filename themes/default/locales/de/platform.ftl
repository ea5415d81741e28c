### Die Seiten der Plattform und die Entwicklungswerkzeuge.

platform-title = Forecourt
platform-heading = Das Portal, das Ihre Kunden öffnen, statt anzurufen
platform-lead = Jeder Betrieb bekommt seinen eigenen Platz im Netz. Ein Tippen auf den Link zeigt den Auftrag, die Fotos und wie es weitergeht. Ohne Passwort, ohne App.
platform-sample-day = Mittwoch, 22. Mai
platform-shops = Betriebe auf diesem Server
platform-outbox = Ausgang
platform-none = Noch keine Betriebe. Anlegen mit: forecourt tenant create

unknown-host = Diese { -garage } ist uns nicht bekannt. Bitte prüfen Sie die Adresse.
unknown-host-help = Vielleicht hat die Adresse einen Tippfehler, oder das Portal ist umgezogen. Am sichersten führt der Link aus Ihrer SMS oder E-Mail hierher.
paused-heading = { $shop } macht gerade Pause
paused-message = Dieses Portal ist im Moment nicht erreichbar. Bitte wenden Sie sich direkt an den Betrieb.

outbox-title = Ausgang
outbox-lead = Was Kunden bekommen hätten. Nichts verlässt diesen Rechner.
outbox-texts = SMS
outbox-mails = E-Mails
outbox-empty-title = Noch nichts gesendet
outbox-empty-text = Senden Sie einen Portal-Link vom Datensatz eines Kunden, dann erscheint er hier.
outbox-to = An { $to }
outbox-open-link = Link öffnen
outbox-plain = Nur Text
outbox-frame = E-Mail: { $subject }
outbox-json = Als JSON
outbox-latest = Neueste zuerst
components-title = Bausteine
