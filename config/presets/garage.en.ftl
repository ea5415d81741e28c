# The base words are the garage's.
art-kind = car
