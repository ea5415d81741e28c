-job = { $form ->
   *[one] Besuch
    [genitive] Besuchs
    [many] Besuche
    [many-dative] Besuchen
}
-garage = Salon
    .gender = masculine
-vehicle = { $form ->
   *[one] Besuch
    [genitive] Besuchs
    [many] Besuche
    [many-dative] Besuchen
}
-car = { $form ->
   *[one] Besuch
    [genitive] Besuchs
}

art-kind = leaf
vehicle-icon = sparkles

home-track = Alles zu Ihren Besuchen bei { $place }
home-headline = { $vehicle } - { $status }.
status-in_progress-sentence = Wir kümmern uns um Sie
status-ready-sentence = Wir sind bereit für Sie
status-awaiting_parts-sentence = Wir warten auf ein Produkt
status-awaiting_parts = Warten auf Produkt
status-complete-sentence = Schön, dass Sie da waren
event-status-ready = Wir sind bereit für Sie
event-status-awaiting_parts = Wir warten auf ein Produkt
job-reference = Besuchsnummer
photos-empty-text = Sobald wir Fotos von Ihrem neuen Look machen, finden Sie sie hier.
