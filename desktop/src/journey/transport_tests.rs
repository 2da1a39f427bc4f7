//! Servers that will not answer as servers do, over real TLS.

use super::*;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

type Connection = StreamOwned<ServerConnection, TcpStream>;

/// What the server does with a connection once it has read the request. It ends when the client goes away.
type Act = fn(&mut Connection) -> std::io::Result<()>;

/// Serves `act` on loopback: its address, the client that trusts it, and how many connections it had.
fn serve(act: Act) -> (String, Https, Arc<AtomicUsize>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut connection = StreamOwned::new(connection, stream);
            let _ = connection.read(&mut [0; 1024]);
            let _ = act(&mut connection);
        }
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), cert.pem()).unwrap();
    (url, Https::with_limit(Some(file.path()), Duration::from_millis(800)).unwrap(), connections)
}

fn ask(act: Act) -> Result<HttpResponse, TransportError> {
    let (url, https, _) = serve(act);
    https.send(&HttpRequest {
        method: HttpMethod::Get,
        url,
        headers: vec![],
        body: vec![],
        max_response_bytes: 1000,
    })
}

fn forever(connection: &mut Connection, piece: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        connection.write_all(piece)?;
        connection.flush()?;
        thread::sleep(pause);
    }
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{";
const DRIP: Duration = Duration::from_millis(50);

// Protects the screen that waits: a byte now and then is no answer, in the head or in the body, and neither is silence.
#[test]
fn a_dripping_server_runs_out_of_time() {
    let drips: [Act; 3] = [
        |server| {
            server.write_all(HEAD)?;
            forever(server, b" ", DRIP)
        },
        |server| {
            server.write_all(b"HTTP/1.1 200 OK\r\nx: ")?;
            forever(server, b"y", DRIP)
        },
        |server| {
            let _ = server.read(&mut [0; 16]);
            Ok(())
        },
    ];
    for (at, drip) in drips.into_iter().enumerate() {
        assert_eq!(ask(drip), Err(TransportError::TimedOut), "{at}");
    }
}

// Protects the memory: an answer that never ends, or says that it is enormous, is cut off at what was allowed.
#[test]
fn an_endless_answer_is_too_large() {
    let endless: [Act; 2] = [
        |server| {
            server.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            forever(server, &[b'x'; 4096], Duration::ZERO)
        },
        |server| {
            server.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")?;
            forever(server, &[b'x'; 4096], Duration::ZERO)
        },
    ];
    for act in endless {
        assert_eq!(ask(act), Err(TransportError::TooLarge));
    }
    let heads: Act = |server| {
        server.write_all(b"HTTP/1.1 200 OK\r\n")?;
        forever(server, b"x-padding: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", Duration::ZERO)
    };
    assert!(ask(heads).is_err());
}

// Half an answer is none, and neither is what is no HTTP.
#[test]
fn a_broken_answer_is_a_failure() {
    let broken: [Act; 3] =
        [|server| server.write_all(HEAD), |server| server.write_all(b"SSH-2.0-OpenSSH_9.2\r\n"), |_| Ok(())];
    for (at, act) in broken.into_iter().enumerate() {
        assert_eq!(ask(act), Err(TransportError::Failed), "{at}");
    }
}

// A redirect is an answer like any other: nothing is sent to where it points.
#[test]
fn redirects_are_not_followed() {
    let (url, https, connections) = serve(|server| {
        server.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        )
    });
    let request = HttpRequest {
        method: HttpMethod::Post,
        url,
        headers: vec![],
        body: b"secret".to_vec(),
        max_response_bytes: 9,
    };
    let answer = https.send(&request).unwrap();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/elsewhere")));
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
