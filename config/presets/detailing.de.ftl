-garage = Aufbereiter
    .gender = masculine
unknown-host = Dieser Betrieb ist uns nicht bekannt. Bitte prüfen Sie die Adresse.
