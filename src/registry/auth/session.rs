//! The conversation with one host: a request is sent, refused for want of authentication, and sent once more with it.

mod in_turn;

use std::pin::pin;
use std::sync::Arc;

use super::login::Login;
use super::presented::Presented;
use super::redirect_target::RedirectTarget;
use super::rejection::is_rejection;
use super::renewal::Renewal;
use super::{Credential, SessionContext};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::http::{Method, Request, Response, said};

/// An answer, and what was shown for it.
type Sent = (Response, Presented);

/// The first answer, what was presented for it, and the reason to send the request once more, if there is one.
type FirstAnswer = (Response, Presented, Option<Renewal>);

pub struct Session {
    context: Arc<SessionContext>,
    login: Login,
    redirect_target: RedirectTarget,
}

impl Session {
    pub fn new(context: SessionContext) -> Self {
        let context = Arc::new(context);
        Self {
            login: Login::new(Arc::clone(&context)),
            redirect_target: RedirectTarget::new(Arc::clone(&context)),
            context,
        }
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.context.endpoint
    }

    /// Whether the host wants authentication, as far as it has been asked.
    pub fn is_challenged(&self) -> bool {
        self.login.is_challenged()
    }

    /// Sends a request about a repository, which has the name that the host knows it by. Authenticates where the host
    /// wants that, and at most once for each reason there is to do so anew.
    ///
    /// # Errors
    /// Where there is no answer, or access is refused. Other bad statuses are an answer.
    pub async fn fetch(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<Response, Error> {
        let first = match self.fetch_foreseen(repository, request).await? {
            Some(first) => first,
            None => self.fetch_in_turn(repository, request).await?,
        };
        let (mut response, mut presented, mut renewal) = first;
        let mut renewals = Vec::new();
        while let Some(reason) = renewal {
            renewals.push(reason);
            presented = self
                .login
                .present_anew(repository, request, (&presented, &response), reason)
                .await?;
            if !presented.is_something() {
                break;
            }
            (response, presented) = self.send_newest(repository, request, presented).await?;
            renewal = self
                .login
                .learn(repository, &presented, &response, &renewals)
                .await?;
        }
        self.settle(repository, request, response, &presented).await
    }

    /// The first answer with the token that the host is known to want before it says so; nothing where that is not
    /// known, or cannot be believed.
    async fn fetch_foreseen(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<Option<FirstAnswer>, Error> {
        let login = &self.login;
        let Some((presented, foreseen)) = login.present_foreseen(repository, request).await else {
            return Ok(None);
        };
        let question = Request {
            guess: foreseen.guess_of_question(),
            ..request.clone()
        };
        let answer = self.send(repository, &question, &presented).await;
        if foreseen.is_refused_by(request, &answer) {
            let mut open = None;
            if login.is_in_doubt(repository, &presented, answer.as_ref().ok()) {
                let asked = self.fetch_openly(repository, request).await;
                if asked.is_err() {
                    foreseen.doubt();
                }
                open = asked?;
            }
            // One that was no answer at all is asked for anew, as often as any
            let is_no_answer = answer.is_err() && question.guess.is_some();
            if !login.is_as_foreseen(repository, (&presented, foreseen)) || is_no_answer {
                return Ok(open);
            }
        }
        let response = answer?;
        let renewal = login.learn(repository, &presented, &response, &[]).await?;
        Ok(Some((response, presented, renewal)))
    }

    /// The first answer without a token, which tells how the host wants to be asked; nothing if somebody has asked
    /// before.
    async fn fetch_openly(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<Option<FirstAnswer>, Error> {
        let Some(turn) = self.login.turn().await else {
            return Ok(None);
        };
        let presented = Presented::Nothing;
        let sent = self.send(repository, request, &presented).await;
        let first = self.learn(repository, sent.map(|response| (response, presented)));
        let first = first.await;
        turn.end();
        first.map(Some)
    }

    /// The first answer. The very first request to the host goes ahead alone.
    async fn fetch_in_turn(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<FirstAnswer, Error> {
        let turn = self.login.turn().await;
        let first = self.fetch_first(repository, request).await;
        if let Some(turn) = turn {
            turn.end();
        }
        first
    }

    async fn fetch_first(
        &self,
        repository: &Repository,
        request: &Request,
    ) -> Result<FirstAnswer, Error> {
        loop {
            let presented = self.login.present(repository, request).await?;
            let (presented, turn) = self
                .login
                .wait_for_guess(repository, request, presented)
                .await?;
            let sent = self.send_in_turn(repository, request, presented).await;
            let Some(sent) = sent.transpose() else {
                continue;
            };
            let first = self.learn(repository, sent).await;
            if let Some(turn) = turn {
                turn.end();
            }
            return first;
        }
    }

    async fn learn(
        &self,
        repository: &Repository,
        sent: Result<Sent, Error>,
    ) -> Result<FirstAnswer, Error> {
        let (response, presented) = sent?;
        let renewal = self
            .login
            .learn(repository, &presented, &response, &[])
            .await?;
        Ok((response, presented, renewal))
    }

    async fn send(
        &self,
        repository: &Repository,
        request: &Request,
        presented: &Presented,
    ) -> Result<Response, Error> {
        let mut request = Request {
            authorization: presented.authorization(),
            ..request.clone()
        };
        let response = match presented {
            Presented::Credential(credential) => {
                let answer = pin!(self.answer_in_words(request, credential));
                self.login.probe(credential, answer).await?
            }
            Presented::Nothing | Presented::Unusable(_) | Presented::Token(_) => {
                self.context.transport.fetch(&mut request).await?
            }
        };
        self.login.note_accepted(repository, presented, &response);
        Ok(response)
    }

    /// The answer to a request that presents a credential of which nothing is known. Whether a refusal means the
    /// credential stands in its words, and HEAD has none: one GET asks for them before others present it as well. On
    /// Docker Hub a GET is a counted pull.
    async fn answer_in_words(
        &self,
        request: Request,
        credential: &Credential,
    ) -> Result<Response, Error> {
        let transport = &self.context.transport;
        let answer = transport.fetch(&mut request.clone()).await?;
        let is_silent = request.method == Method::HEAD
            && matches!(answer.status.as_u16(), 400 | 403)
            && !answer.is_redirected()
            && !self.endpoint().registry.is_docker_hub();
        if !is_silent || self.login.is_known_right(credential) {
            return Ok(answer);
        }
        let method = Method::GET;
        let told = transport.fetch(&mut Request { method, ..request }).await?;
        // What is not refused is asked for anew, by whoever looks at the body
        let is_refused = matches!(told.status.as_u16(), 400 | 401 | 403) && !told.is_redirected();
        let has_words = is_refused && said(&told).is_some();
        Ok(if has_words { told } else { answer })
    }

    async fn settle(
        &self,
        repository: &Repository,
        request: &Request,
        response: Response,
        presented: &Presented,
    ) -> Result<Response, Error> {
        let response = match response.status.as_u16() {
            401 if response.is_redirected() => {
                self.redirect_target.fetch(request, response).await?
            }
            _ => response,
        };
        let is_rejected = || said(&response).is_some_and(|words| is_rejection(&words));
        let is_refused = match response.status.as_u16() {
            401 => true,
            400 => presented.is_something() && is_rejected(),
            // To HEAD some proxies answer 403 wrongly; the caller sends a GET in its place
            403 => {
                // An answer to HEAD has no body
                request.method == Method::GET
                    || !response.body.is_empty()
                    || self.endpoint().registry.is_docker_hub()
            }
            _ => false,
        };
        if is_refused {
            return Err(self.login.refusal(repository, presented, &response));
        }
        Ok(response)
    }
}
