-job = { $form ->
   *[one] Einsatz
    [genitive] Einsatzes
    [many] Einsätze
    [many-dative] Einsätzen
}
-garage = Team
    .gender = neuter
-vehicle = { $form ->
   *[one] Grundstück
    [genitive] Grundstücks
    [many] Grundstücke
    [many-dative] Grundstücken
}
-car = { $form ->
   *[one] Grundstück
    [genitive] Grundstücks
}

art-kind = house
vehicle-icon = house

home-track = Die Arbeiten an Ihrem Grundstück mit { $place }
home-headline = { $vehicle } - { $status }.
status-ready-sentence = Bereit zum Ansehen
event-status-awaiting_parts = Wir warten auf Material
status-awaiting_parts = Warten auf Material
status-awaiting_parts-sentence = Wir warten auf bestelltes Material
job-reference = Einsatznummer
