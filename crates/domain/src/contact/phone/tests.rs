//! What is a phone number, and which are one.

use super::*;

fn read(text: &str, country: &str) -> Result<String, PhoneError> {
    Phone::parse(text, country).map(|phone| phone.0)
}

#[test]
fn a_phone_number_has_one_form() {
    for spelling in [
        "(202) 555-0142",
        "202.555.0142",
        "+1 202 555 0142",
        "1-202-555-0142",
        "(+1) 202 555 0142",
        "\u{202a}+1\u{a0}(202)\u{a0}555\u{2011}0142\u{202c}",
        "＋１ ２０２ ５５５ ０１４２",
        "+١ ٢٠٢ ٥٥٥ ٠١٤٢",
        "tel:+1-202-555-0142",
        "00 1 202 555 0142",
        "011 1 202 555 0142",
        " 202/555/0142\n",
    ] {
        assert_eq!(read(spelling, "US").as_deref(), Ok("+12025550142"), "{spelling}");
    }
    for (spelling, country, number) in [
        ("020 7946 0958", "GB", "+442079460958"),
        ("+44 (0)20 7946 0958", "US", "+442079460958"),
        ("+44(0) 20 7946 0958", "", "+442079460958"),
        ("0044 (0) 20 7946 0958", "DE", "+442079460958"),
        ("+44 020 7946 0958", "GB", "+442079460958"),
        ("+49 (0)30 23125 000", "US", "+493023125000"),
        ("030/23125 000", "DE", "+493023125000"),
        ("+41 (0)44 668 18 00", "", "+41446681800"),
        ("+39 (0)6 6982 0000", "", "+390669820000"),
        ("06 6982 0000", "IT", "+390669820000"),
        ("8 (800) 555-01-00", "RU", "+78005550100"),
        ("+7 800 555-01-00", "", "+78005550100"),
        ("0170 1234567", "DE", "+491701234567"),
    ] {
        assert_eq!(read(spelling, country).as_deref(), Ok(number), "{spelling} {country}");
    }
    assert_eq!(Phone::parse("+12025550142", "GB").unwrap().display(), "+1 202-555-0142");
}

/// Both spellings are one person, who is texted at one number.
#[test]
fn spellings_of_one_line_are_one() {
    for (spellings, country, key) in [
        (
            &[
                "+52 1 55 1234 5678",
                "+52 55 1234 5678",
                "55 1234 5678",
                "044 55 1234 5678",
                "01 55 1234 5678",
                "+52 045 55 1234 5678",
            ][..],
            "MX",
            "+525512345678",
        ),
        (&["+52 1 222 123 4567", "222 123 4567"], "MX", "+522221234567"),
        (
            &[
                "+54 9 11 2345 6789",
                "011 15 2345-6789",
                "+54 11 2345-6789",
                "+54 11 15 2345 6789",
                "11 2345 6789",
                "+54 9 (0)11 2345 6789",
            ],
            "AR",
            "+5491123456789",
        ),
        (&["0343 15 555 1212", "+54 9 343 555 1212", "+54 343 555 1212"], "AR", "+5493435551212"),
        (
            &[
                "+55 11 98765-4321",
                "+55 11 8765-4321",
                "(11) 98765-4321",
                "(11) 8765-4321",
                "0 15 11 98765-4321",
                "011 98765 4321",
            ],
            "BR",
            "+5511987654321",
        ),
    ] {
        for spelling in spellings {
            let phone = Phone::parse(spelling, country).unwrap_or_else(|e| panic!("{spelling} {e}"));
            assert_eq!(phone.key(), key, "{spelling}");
            assert_eq!(Phone::parse(&phone.display(), "").map(|again| again.key()).as_deref(), Ok(key), "{spelling}");
        }
    }
    // A fixed line and a radio service, as long as they always were.
    assert_eq!(read("+55 11 3456-7890", "").as_deref(), Ok("+551134567890"));
    assert_eq!(read("+55 11 7712-3456", "").as_deref(), Ok("+551177123456"));
}

#[test]
fn what_was_stored_under_another_form_is_still_found() {
    for (stored, typed) in [
        ("+5215512345678", "+52 55 1234 5678"),
        ("+551187654321", "+55 11 98765-4321"),
        ("+541123456789", "+54 9 11 2345 6789"),
        ("+5491123456789", "+54 11 2345 6789"),
        ("+12025550142", "+1 202 555 0142"),
    ] {
        let typed = Phone::parse(typed, "").unwrap();
        assert!(typed.stored_keys().iter().any(|key| key == stored), "{stored} {:?}", typed.stored_keys());
        assert_eq!(stored.parse::<Phone>().unwrap().key(), typed.key());
    }
    // What was taken before the metadata was asked is read, so that its page opens and it can be corrected.
    for stored in ["+15550142", "+10015550142", "+4402079460958"] {
        assert_eq!(stored.parse::<Phone>().unwrap().as_str(), stored);
    }
    for other in ["", "+", "12025550142", "+12", "+1202555014x", "+1234567890123456"] {
        assert_eq!(other.parse::<Phone>(), Err(PhoneError::NotANumber), "{other}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    use PhoneError::{Extension, NoSuchNumber, NotANumber, TooLong, TooShort, UnknownCountry};
    for (typed, country, error) in [
        ("", "US", NotANumber),
        ("abc", "US", NotANumber),
        ("call me", "US", NotANumber),
        ("1-800-FLOWERS", "US", NotANumber),
        ("+1 202 555 0142 ext five", "US", NotANumber),
        ("202+555+0142", "US", NotANumber),
        ("++1 202 555 0142", "US", NotANumber),
        ("12", "US", TooShort),
        ("555-0142", "US", TooShort),
        ("355-0142", "US", TooShort),
        ("+1 202 555", "DE", TooShort),
        ("001 555 0142", "US", TooShort),
        ("+1 202 555 0142 3", "DE", TooLong),
        ("202 555 0142 33", "US", TooLong),
        ("999999999999999999999", "US", TooLong),
        ("+44 20 7946 0958 12", "", TooLong),
        ("102 555 0142", "US", NoSuchNumber),
        ("+1 001 555 0142", "US", NoSuchNumber),
        ("+999 123 456 789", "US", UnknownCountry),
        ("+0 123 456 789", "US", UnknownCountry),
        ("202 555 0142", "", UnknownCountry),
        ("+1 202 555 0142 ext. 12", "US", Extension),
        ("202 555 0142 x12", "US", Extension),
        ("+1-202-555-0142;ext=12", "US", Extension),
        ("+49 30 23125 000 Durchwahl 12", "DE", Extension),
        ("202-555-0142,,12#", "US", Extension),
        ("202 555 0142 #12", "US", Extension),
    ] {
        assert_eq!(read(typed, country), Err(error), "{typed:?} {country}");
    }
}

/// The metadata's own examples, of every country and kind.
#[test]
fn every_example_of_the_metadata_is_a_number() {
    let mut seen = 0;
    for country in DATABASE.iter() {
        let kinds = country.descriptors();
        let examples = [
            kinds.fixed_line(),
            kinds.mobile(),
            kinds.toll_free(),
            kinds.premium_rate(),
            kinds.shared_cost(),
            kinds.personal_number(),
            kinds.voip(),
        ];
        for example in examples.into_iter().flatten().filter_map(|kind| kind.example()) {
            let number = format!("+{}{example}", country.country_code());
            assert_eq!(read(&number, "").as_deref(), Ok(number.as_str()), "{}", country.id());
            assert_eq!(
                read(example, country.id())
                    .or_else(|e| if country.id() == "001" { Ok(number.clone()) } else { Err(e) })
                    .as_deref(),
                Ok(number.as_str()),
                "{} {example}",
                country.id()
            );
            seen += 1;
        }
    }
    assert!(seen > 900, "{seen}");
}

#[test]
fn a_number_is_of_the_country_that_its_text_is_paid_in() {
    let country = |text: &str| Phone::parse(text, "").unwrap().country();
    assert_eq!(country("+12025550142").as_deref(), Some("US"));
    assert_eq!(country("+442079460000").as_deref(), Some("GB"));
    assert_eq!(country("+18765550142").as_deref(), Some("JM"));
    assert_eq!(country("+525512345678").as_deref(), Some("MX"));
    assert_eq!(country("+78005550100").as_deref(), Some("RU"));
    assert_eq!(country("+19005550142"), None, "somebody earns on each call");
    assert_eq!(country("+881612345678"), None, "a satellite phone");
}
