### British English, only where it differs.

date-short = %-d %b
date-short-year = %-d %b %Y
date-time = %A %-d %B, %H:%M
date-exact = %A %-d %B %Y, %H:%M
date-clock = %H:%M
