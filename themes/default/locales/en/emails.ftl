### Mails. The subject says it; the preheader adds one thing.

email-portal-link-subject = View your { -job } and photos at { $shop }
email-portal-link-preheader = Your personal link is good until { $expires }.
email-portal-link-greeting = Hi { $name },
email-portal-link-text = Here’s your personal portal at { $shop }. See how your { -job } is going, look at the photos and find everything we’ve done for you. No password needed.
email-portal-link-button = View your { -job }
email-portal-link-fallback = If the button doesn’t work, copy this address into your browser:
email-portal-link-expiry = The link is yours alone and works until { $expires }. Keep it as a bookmark, and please don’t forward it.
email-portal-link-sign = { $shop }
email-footer = You get this mail because you’re a customer of { $shop }.
