### Anmelden über Betriebe hinweg, und die Links in automatischen Nachrichten.

## Nachrichten

job-news-vehicle = Ihr { -job }
email-job-news-subject = { $vehicle }: { $status }
email-job-news-text = Neues von { $shop } zu { $vehicle }:
email-job-news-button = Stand ansehen
email-job-news-after = Der Link ist nur für Sie und öffnet genau diese Seite. Bitte leiten Sie ihn nicht weiter.
sms-job-news = { $shop }: { $vehicle } - { $status } { $url }

email-client-login-subject = Ihr Anmeldelink und Code
email-client-login-preheader = Gilt nur kurz, und nur für Sie.
email-client-login-heading = Hier geht es hinein
email-client-login-text = Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, oder drücken Sie auf den Knopf.
email-client-login-button = Anmelden
email-client-login-after = Der Code gilt 10 Minuten, der Link 30, und beide einmal. Haben Sie nichts angefordert, brauchen Sie nichts zu tun: Ohne diese Mail kommt niemand hinein.
email-client-login-footer = Sie bekommen diese Mail, weil jemand Ihre Adresse zum Anmelden eingegeben hat.
sms-client-login = { $code } ist Ihr Code zum Anmelden. Oder: { $url }

## Anmelden auf der Seite der Plattform

client-login-title = Anmelden
client-login-heading = Ihr Portal finden
client-login-intro = Geben Sie die E-Mail-Adresse oder Handynummer ein, unter der Ihr Betrieb Sie kennt.
client-login-field = E-Mail oder Handynummer
client-login-field-hint = Eine Nummer mit Ländervorwahl, etwa +1 202 555 0142
client-login-submit = Weiter
client-login-invalid = Bitte geben Sie eine E-Mail-Adresse ein, oder eine Nummer mit + und Ländervorwahl.
client-login-help = Sie kennen die Adresse Ihres Betriebs? Dort geht das Anmelden schneller.
client-login-code-heading = Sehen Sie in Ihre Nachrichten
client-login-code-intro-email = Ein Link und ein Code sind unterwegs an { $to }. Tippen Sie auf den Link, oder geben Sie den Code hier ein.
client-login-code-intro-phone = Wenn einer unserer Betriebe { $to } kennt, sind ein Link und ein Code unterwegs. Tippen Sie auf den Link, oder geben Sie den Code hier ein.
client-login-code-field = 6-stelliger Code
client-login-code-submit = Anmelden
client-login-code-wrong = { $left ->
    [one] Dieser Code stimmt nicht. Sie haben noch einen Versuch.
   *[other] Dieser Code stimmt nicht. Sie haben noch { $left } Versuche.
}
client-login-code-malformed = Der Code hat sechs Ziffern. Bitte sehen Sie noch einmal nach.
client-login-code-over = Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an.
client-login-code-none = Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder versuchen Sie es mit dem, was Ihr Betrieb sonst von Ihnen hat: Handynummer statt E-Mail, oder umgekehrt.
client-login-again = Noch einmal senden
client-login-other = Andere Adresse verwenden
client-login-continue-heading = Sind Sie das?
client-login-continue-intro = Jemand möchte sich als { $to } anmelden.
client-login-continue-submit = Weiter
client-login-expired = Ihr Link ist abgelaufen. Fordern Sie unten einen neuen an.
client-login-used = Dieser Link gilt nicht mehr. Fordern Sie unten einen neuen an.
client-login-pick-title = Ihre Betriebe
client-login-pick-heading = Wohin möchten Sie?
client-login-pick-intro = Diese Betriebe kennen Sie. Wählen Sie einen; zum Wechseln melden Sie sich neu an.
client-login-pick-own = Anmeldung auf der eigenen Seite
client-login-none-heading = Zu dieser Adresse haben wir keinen Betrieb gefunden
client-login-none-intro = Sie haben gezeigt, dass sie Ihnen gehört, aber keiner unserer Betriebe hat sie. Fragen Sie Ihren Betrieb, welche E-Mail oder Nummer er von Ihnen hat, oder versuchen Sie eine andere.
client-login-none-again = Andere Adresse versuchen
client-login-onward-heading = Geschafft
client-login-onward-intro = { $shop } hat eine eigene Adresse. Wir bringen Sie hin.
client-login-onward-submit = Weiter
client-login-limited = Das waren viele Versuche. Bitte kommen Sie in { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} wieder.
notice-handoff-over-failed = Dieser Weg herein ist abgelaufen. Bitte melden Sie sich hier an.
notice-action-only = Der Link öffnet nur eine Seite. Für alles andere in Ihrem Portal melden Sie sich bitte an.
staff-job-tell = Kunden benachrichtigen
staff-job-tell-none = Nicht benachrichtigen
staff-job-tell-sms = Per SMS
staff-job-tell-email = Per E-Mail
staff-job-tell-off = Kunden sehen zurzeit keine Aufträge: Der Teil ist in den Einstellungen ausgeschaltet. Deshalb wird niemand benachrichtigt.

## Die App

api-code-wrong = Dieser Code stimmt nicht oder gilt nicht mehr. Bitte fordern Sie einen neuen an.
api-choice-over = Diese Auswahl ist abgelaufen. Bitte melden Sie sich noch einmal an.
