//! Recovery links: an operator vouches for a customer whom neither channel reaches (docs/product.md, section 4). What
//! the customer sets to sign in with afterwards stays; what was set before anything was proven does not.

use forecourt_tests::passkey::Passkey;
use forecourt_tests::ways::is_signed_in;
use forecourt_tests::{Backend, Client, Customer, TwoShops, both};

const NAME: &str = "Alex Morgan";
const PASSWORD: &str = "a tuned exhaust";
const PASSKEYS: &str = "/account/passkeys";
const PASSKEY_IN: &str = "/login/passkey";

/// Alex, who has proved neither address yet.
#[derive(Debug)]
struct Unproven {
    shops: TwoShops,
    alex: Customer,
}

impl Unproven {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let alex = shops.torque.add_customer(NAME).await;
        Self { shops, alex }
    }

    /// The customer who gets a recovery link.
    async fn recovered(&self) -> Client {
        let said = self.shops.server.cli(&["recovery-link", "--tenant", "torque", "--customer", &self.alex.email]);
        let link = said.success().word("http://torque.localhost:8080");
        let browser = self.shops.torque.visitor();
        let path = &link["http://torque.localhost:8080".len()..];
        self.shops.torque.press_continue(&browser, path).await.expect(303);
        browser
    }

    /// The person who proves the inbox.
    async fn by_email(&self) -> Client {
        let browser = self.shops.torque.visitor();
        let way_in = self.shops.torque.ask_and_read(&browser, &self.alex.email).await;
        browser.get(&way_in.link).await.expect(303);
        browser
    }

    /// As if no address of Alex's had ever been proven, and a stranger had set a password all the same.
    async fn forget_proofs(&self) {
        let sql = "UPDATE customers SET person_proven_at = NULL, email_proven_at = NULL, phone_proven_at = NULL";
        self.shops.server.database.run(sql).await;
    }

    async fn passkeys(&self) -> u64 {
        self.shops.server.database.count("passkeys", "customer_id IS NOT NULL").await
    }

    async fn passwords(&self) -> u64 {
        self.shops.server.database.count("customers", "password_hash IS NOT NULL").await
    }
}

async fn add_passkey(browser: &Client) -> Passkey {
    let (passkey, kept) = Passkey::make(browser, "/account", PASSKEYS, "").await;
    kept.expect(200);
    passkey.expect("a passkey")
}

both! {
    async fn what_was_set_after_a_recovery_stays_when_an_address_is_proved(unproven: Unproven) {
        let torque = &unproven.shops.torque;
        let phone = unproven.recovered().await;
        torque.set_password(&phone, PASSWORD).await.expect(303);
        let passkey = add_passkey(&phone).await;
        // Later they prove the inbox, and later still they are recovered once more.
        let laptop = unproven.by_email().await;
        assert!(is_signed_in(&phone, NAME).await && is_signed_in(&laptop, NAME).await);
        let again = unproven.recovered().await;
        for browser in [&phone, &laptop, &again] {
            assert!(is_signed_in(browser, NAME).await);
        }
        torque.tell_password(&torque.visitor(), &unproven.alex.email, PASSWORD).await.expect(303);
        passkey.sign_in(&torque.visitor(), PASSKEY_IN).await.expect(200);
    }

    async fn a_second_recovery_takes_nothing_from_the_first(unproven: Unproven) {
        let torque = &unproven.shops.torque;
        let phone = unproven.recovered().await;
        torque.set_password(&phone, PASSWORD).await.expect(303);
        unproven.recovered().await;
        assert!(is_signed_in(&phone, NAME).await);
        torque.tell_password(&torque.visitor(), &unproven.alex.email, PASSWORD).await.expect(303);
    }

    async fn what_was_set_before_any_proof_goes_with_the_first(unproven: Unproven) {
        let torque = &unproven.shops.torque;
        let stranger = unproven.recovered().await;
        torque.set_password(&stranger, PASSWORD).await.expect(303);
        let passkey = add_passkey(&stranger).await;
        unproven.forget_proofs().await;
        let alex = unproven.by_email().await;
        assert!(is_signed_in(&alex, NAME).await && !is_signed_in(&stranger, NAME).await);
        assert_eq!((unproven.passwords().await, unproven.passkeys().await), (0, 0));
        passkey.sign_in(&torque.visitor(), PASSKEY_IN).await.expect(400);
    }

    async fn a_passkey_alone_goes_like_a_password_whoever_proves_it(unproven: Unproven) {
        let stranger = unproven.recovered().await;
        add_passkey(&stranger).await;
        unproven.forget_proofs().await;
        // The operator's word is a first proof as well.
        let alex = unproven.recovered().await;
        assert!(is_signed_in(&alex, NAME).await && !is_signed_in(&stranger, NAME).await);
        assert_eq!(unproven.passkeys().await, 0);
    }

    async fn another_address_ends_passwords_and_passkeys_of_whoever_proved_the_old(unproven: Unproven) {
        let torque = &unproven.shops.torque;
        let alex = unproven.by_email().await;
        torque.set_password(&alex, PASSWORD).await.expect(303);
        add_passkey(&alex).await;
        let record = format!("/staff/customers/{}", unproven.alex.id);
        let changed = [("name", NAME), ("salutation", ""), ("email", "somebody.else@example.com"), ("phone", "")];
        torque.owner.submit(&format!("{record}/edit"), &format!("{record}/edit"), &changed).await.expect(303);
        assert_eq!((unproven.passwords().await, unproven.passkeys().await), (0, 0));
    }
}
