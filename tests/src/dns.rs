//! A DNS server that knows what a test tells it, and nothing else.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, TXT};
use hickory_proto::rr::{Name, RData, Record};

use crate::server::set;
use crate::{Said, Settings, TwoShops, eventually};

/// The server; it ends with the test.
#[derive(Debug)]
pub struct Dns {
    address: SocketAddr,
    records: Arc<Mutex<Vec<(Name, RData)>>>,
}

/// Two shops, and the DNS that their own hosts' records are looked up in.
#[derive(Debug)]
pub struct NamedShops {
    /// The shops.
    pub shops: TwoShops,
    /// The records.
    pub dns: Dns,
}

impl Dns {
    /// Starts one without records.
    pub fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = socket.local_addr().expect("an address");
        let records = Arc::new(Mutex::new(Vec::new()));
        let known = records.clone();
        // On a thread of its own: commands block the test's.
        std::thread::spawn(move || serve(&socket, &known));
        Self { address, records }
    }

    /// Lets a server look records up here.
    pub fn configure(&self, settings: &mut Settings) {
        set(settings, "platform.dns_server", self.address.to_string());
    }

    /// Adds a TXT record.
    pub fn text(&self, name: &str, text: &str) {
        self.add(name, RData::TXT(TXT::new(vec![text.to_owned()])));
    }

    /// Adds a CNAME record.
    pub fn alias(&self, name: &str, target: &str) {
        self.add(name, RData::CNAME(CNAME(absolute(target))));
    }

    /// Adds an A record.
    pub fn address(&self, name: &str, address: Ipv4Addr) {
        self.add(name, RData::A(A(address)));
    }

    /// Takes a name's records away.
    pub fn clear(&self, name: &str) {
        self.records.lock().unwrap().retain(|(known, _)| *known != absolute(name));
    }

    fn add(&self, name: &str, data: RData) {
        self.records.lock().unwrap().push((absolute(name), data));
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        // No question at all is the sign to stop.
        if let Ok(socket) = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)) {
            let _ = socket.send_to(&[], self.address);
        }
    }
}

impl NamedShops {
    /// Both shops, without hosts of their own.
    pub async fn start(backend: crate::Backend) -> Self {
        let dns = Dns::start();
        let shops = TwoShops::start_with(backend, |settings| dns.configure(settings)).await;
        Self { shops, dns }
    }

    /// Claims a host for a shop.
    pub fn claim(&self, slug: &str, host: &str) -> Said {
        self.shops.server.cli(&["domain", "add", slug, host])
    }

    /// Looks its records up.
    pub fn verify(&self, slug: &str, host: &str) -> Said {
        self.shops.server.cli(&["domain", "verify", slug, host])
    }

    /// Gives a host up, and waits until the running server has heard of it.
    pub async fn give_up(&self, slug: &str, host: &str) {
        self.shops.server.cli(&["domain", "remove", slug, host]).success();
        self.answers(host, 404, "Unable to find your garage.").await;
    }

    /// Claims a host, sets the records that the command asks for, and waits until the running server answers there.
    pub async fn own(&self, slug: &str, host: &str) {
        let said = self.claim(slug, host).success();
        self.dns.text(&format!("_forecourt.{host}"), &said.word("forecourt="));
        self.dns.alias(host, &format!("{slug}.localhost"));
        self.verify(slug, host).success();
        self.answers(host, 200, "").await;
        // The shop itself is another entry of what a server remembers than its host is.
        eventually("the links lead there", || async {
            let led = self.shops.server.shop(slug).get("/login").await;
            led.location().starts_with(&format!("http://{host}")).then_some(())
        })
        .await;
    }

    /// Waits until a host answers like this.
    pub async fn answers(&self, host: &str, status: u16, words: &str) {
        let visitor = self.shops.server.client(format!("{host}:8080"));
        eventually(&format!("{status} {words:?} at {host}"), || async {
            let page = visitor.get("/").await;
            (page.status == status && page.words().contains(words)).then_some(())
        })
        .await;
    }
}

fn serve(socket: &UdpSocket, records: &Mutex<Vec<(Name, RData)>>) {
    let mut question = [0; 1232];
    while let Ok((length, from)) = socket.recv_from(&mut question) {
        let Some(asked) = question.get(..length).filter(|asked| !asked.is_empty()) else { return };
        let Ok(asked) = Message::from_vec(asked) else { continue };
        let answer = answer(&asked, &records.lock().unwrap());
        let _ = socket.send_to(&answer.to_vec().expect("an answer"), from);
    }
}

fn answer(asked: &Message, records: &[(Name, RData)]) -> Message {
    let mut answer = Message::response(asked.metadata.id, asked.metadata.op_code);
    answer.metadata.recursion_desired = asked.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    for query in &asked.queries {
        answer.add_query(query.clone());
        let of_name = records.iter().filter(|(name, _)| name == query.name());
        if of_name.clone().next().is_none() {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        for (name, data) in of_name.filter(|(_, data)| data.record_type() == query.query_type()) {
            answer.add_answer(Record::from_rdata(name.clone(), 60, data.clone()));
        }
    }
    answer
}

fn absolute(name: &str) -> Name {
    Name::from_str(&format!("{}.", name.trim_end_matches('.'))).expect("a name")
}
