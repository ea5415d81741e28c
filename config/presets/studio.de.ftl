-job = { $form ->
   *[one] Termin
    [genitive] Termins
    [many] Termine
    [many-dative] Terminen
}
-garage = Studio
    .gender = neuter
-vehicle = { $form ->
   *[one] Termin
    [genitive] Termins
    [many] Termine
    [many-dative] Terminen
}
-car = { $form ->
   *[one] Termin
    [genitive] Termins
}

art-kind = leaf
vehicle-icon = sparkles

home-track = Alles zu Ihren Terminen bei { $place }
home-headline = { $vehicle } - { $status }.
status-in_progress-sentence = Ihr Termin läuft
status-ready-sentence = Wir sind bereit für Sie
status-awaiting_parts = Wir warten noch
status-awaiting_parts-sentence = Uns fehlt noch etwas
status-complete-sentence = Danke für Ihren Besuch
event-status-ready = Wir sind bereit für Sie
event-status-awaiting_parts = Uns fehlt noch etwas
job-reference = Terminnummer
photos-empty-text = Sobald wir Fotos für Sie haben, finden Sie sie hier.
