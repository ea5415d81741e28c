# Die Grundwörter sind die der Werkstatt.
art-kind = car
