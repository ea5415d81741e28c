### Texts. GSM-7 characters only, one segment where it fits, the link last.

sms-portal-link = { $shop }: view your { -job } + photos: { $url }
