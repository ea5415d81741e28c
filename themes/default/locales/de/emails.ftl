### E-Mails.

email-portal-link-subject = Ihr { -job } und Ihre Fotos bei { $shop }
email-portal-link-preheader = Ihr persönlicher Link gilt bis { $expires }.
email-portal-link-greeting = Guten Tag { $name },
email-portal-link-text = hier ist Ihr persönliches Portal bei { $shop }. Sie sehen, wie es mit Ihrem { -job } vorangeht, die Fotos und alles, was wir für Sie gemacht haben. Ohne Passwort.
email-portal-link-button = Stand ansehen
email-portal-link-fallback = Wenn der Knopf nicht geht, kopieren Sie diese Adresse in Ihren Browser:
email-portal-link-expiry = Der Link ist nur für Sie und gilt bis { $expires }. Speichern Sie ihn als Lesezeichen, und leiten Sie ihn bitte nicht weiter.
email-portal-link-sign = { $shop }
email-footer = Sie bekommen diese Mail als Kundin oder Kunde von { $shop }.
