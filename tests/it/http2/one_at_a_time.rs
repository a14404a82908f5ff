//! A server that serves one connection at a time: whatever is opened and says nothing keeps all others waiting.

use hyper::service::service_fn;
use tokio::sync::Mutex;
use tokio_rustls::TlsAcceptor;

use super::{
    Arc, Certificate, DIGEST, Duration, Infallible, Runtime, TcpStream, TokioIo, Wants, answer,
    configure,
};
use crate::support::command::Project;
use crate::support::hub::certificates::Authorities;
use crate::support::port;

const IMAGES: usize = 20;
/// How many repositories they are of.
const REPOSITORIES: usize = 5;
/// The time that the server takes for an answer, so that requests queue.
const LATENCY: Duration = Duration::from_millis(20);

/// A registry with tokens of its own or, under another port, of the same server. Each connection is for one request.
struct Server {
    host: String,
    token_host: String,
    authority: String,
    /// Serves until it is dropped.
    _runtime: Runtime,
}

impl Server {
    fn start(has_two_names: bool) -> Self {
        let authorities = Authorities::new();
        let name = "127.0.0.1";
        let config = authorities.server(name, Certificate::Good, Wants::Nothing, &["http/1.1"]);
        let runtime = port::thread();
        let [(listener, host), (other, other_host)] = [(); 2].map(|()| port::bind(&runtime));
        let token_host = if has_two_names { &other_host } else { &host }.clone();
        let realm = format!("https://{token_host}/token");
        let (acceptor, turn) = (TlsAcceptor::from(config), Arc::new(Mutex::new(())));
        for listener in [listener, other] {
            let (acceptor, turn, realm) = (acceptor.clone(), Arc::clone(&turn), realm.clone());
            runtime.spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (acceptor, turn) = (acceptor.clone(), Arc::clone(&turn));
                    tokio::spawn(serve(stream, acceptor, turn, realm.clone()));
                }
            });
        }
        Self {
            host,
            token_host,
            authority: authorities.trusted.pem(),
            _runtime: runtime,
        }
    }

    /// Locks images of several repositories, within much less than the time for which an answer is waited for.
    fn locks_all(&self) {
        let project = Project::new();
        let image = |number: usize| format!("team/app{}:{number}", number % REPOSITORIES);
        let images = (0..IMAGES).map(image);
        configure(&project, images, (&self.host, &self.token_host));
        project.file("authority.pem", &self.authority);
        let options = ["--config", "config.toml", "--timeout", "25"];
        let arguments = ["update", "--jobs", "8"].into_iter().chain(options);
        project.run(arguments).success();
        assert_eq!(project.read("images.lock").matches(DIGEST).count(), IMAGES);
    }
}

/// Speaks TLS with whoever comes, and HTTP when it is their turn.
async fn serve(stream: TcpStream, acceptor: TlsAcceptor, turn: Arc<Mutex<()>>, realm: String) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let _turn = turn.lock().await;
    let service = service_fn(|request| {
        let answer = answer(&request, Some(&realm));
        async {
            tokio::time::sleep(LATENCY).await;
            Ok::<_, Infallible>(answer)
        }
    });
    let serving = hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // It ends with an error where the client leaves
    let _ = serving.await;
}

#[test]
fn a_server_that_serves_one_connection_at_a_time_is_not_kept_by_one_that_says_nothing() {
    Server::start(false).locks_all();
}

#[test]
fn nor_for_long_if_its_tokens_have_another_name() {
    Server::start(true).locks_all();
}
