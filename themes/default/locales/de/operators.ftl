### Die Konsole der Betreiber.

ops-title = Forecourt-Konsole
ops-nav-shops = Betriebe
ops-nav-audit = Protokoll
ops-login-heading = An der Konsole anmelden
ops-login-intro = Für alle, die diese Plattform betreiben.
ops-login-help = Passwort oder Telefon verloren? Jemand anderes aus dem Betrieb der Plattform kann Sie neu einladen: forecourt operator create
ops-code-intro = Öffnen Sie Ihre Authenticator-App und geben Sie den Code für Forecourt ein.
ops-set-up-intro = Betreiber melden sich immer in zwei Schritten an. Das Einrichten dauert eine Minute.
ops-invitation-heading = Willkommen
ops-invitation-intro = Wählen Sie ein Passwort; der zweite Schritt folgt. Sie melden sich als { $email } an.
ops-invitation-submit = Passwort setzen und weiter
ops-command-line = Befehlszeile
ops-shops-heading = Betriebe
ops-shops-count = { $count ->
    [one] { $count } Betrieb
   *[other] { $count } Betriebe
}
ops-shops-search = Name oder Kürzel
ops-shops-none = Noch keine Betriebe
ops-shops-none-text = Legen Sie den ersten an: forecourt tenant create
ops-shops-none-found = Kein Betrieb passt zu „{ $query }“
ops-shops-all = Alle Betriebe zeigen
ops-shop-active = Geöffnet
ops-shop-suspended = Pausiert
ops-shop-facts = Angaben
ops-shop-portal = Portal
ops-shop-staff = Verwaltung
ops-shop-customers = Kunden
ops-shop-credits = SMS-Guthaben
ops-shop-state = Pausieren und öffnen
ops-shop-suspend = Diesen Betrieb pausieren
ops-shop-suspend-text = Wer ihn öffnet, sieht eine schlichte Seite, die das sagt. Nichts wird gelöscht.
ops-shop-resume = Diesen Betrieb wieder öffnen
ops-shop-resume-text = Portal und Verwaltung antworten sofort wieder.
ops-recovery-heading = Notfall-Link
ops-recovery-intro = Für Kunden, die weder E-Mail noch SMS erreicht. Vergewissern Sie sich, wer fragt: Wer den Link hat, ist angemeldet.
ops-recovery-search = Name, Telefon oder E-Mail
ops-recovery-nobody = Niemand passt zu „{ $query }“
ops-recovery-make = Notfall-Link erstellen
ops-recovery-once = Jetzt kopieren
ops-recovery-once-text = Er wird nur dieses eine Mal gezeigt, gilt einmal und 30 Minuten lang. Dass Sie ihn erstellt haben, wird festgehalten.
ops-recovery-link = Notfall-Link
ops-recovery-done = Zurück zum Betrieb
ops-audit-intro = Was Betreiber und Betriebe an Zugängen geändert haben, Neuestes zuerst.
ops-audit-empty-text = Was Betreiber und Betriebe an Zugängen ändern, wird hier stehen.
notice-shop-suspended = Der Betrieb ist pausiert.
notice-shop-resumed = Der Betrieb ist wieder geöffnet.
notice-code-wrong-failed = Der Code stimmt nicht. Nichts wurde geändert.
