### SMS. Nur GSM-7-Zeichen, möglichst ein Segment, der Link am Ende.

sms-portal-link = { $shop }: Ihr { -job } + Fotos: { $url }
