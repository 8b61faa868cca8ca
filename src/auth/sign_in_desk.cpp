#include "auth/sign_in_desk.hpp"

#include "auth/consent_link.hpp"
#include "auth/pkce.hpp"
#include "auth/put_secret.hpp"
#include "auth/token_requests.hpp"
#include "auth/unguessable.hpp"
#include "base/clock_text.hpp"
#include "base/wall_clock.hpp"
#include "base/wipe.hpp"
#include "net/ascii.hpp"
#include "net/error.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace spotify::auth {

namespace {

// A person who has opened a link must be able to finish, though another link was made since.
constexpr std::size_t most_links = 3;
// The renewal under way holds the lock for one exchange. Should somebody hang with it, the person's word
// counts for more.
constexpr std::chrono::seconds lock_wait{12};

const Outcome ended{Result::canceled, "The device was stopped: open the sign-in link again"};

const Outcome given_up{Result::canceled, "The wait for a browser was ended"};

Outcome not_a_return(NotAReturn problem) {
    switch (problem) {
    case NotAReturn::empty:
        return {Result::bad_argument,
                "Nothing was pasted: copy the whole address that the browser shows after you "
                "agreed, and paste it here"};
    case NotAReturn::the_link_itself:
        return {Result::bad_argument,
                "This is the sign-in link itself: open it, agree, and paste the address you come to then"};
    case NotAReturn::no_code:
        break;
    }
    return {Result::bad_argument,
            "There is no code in this text: copy the whole address that the browser shows "
            "after you agreed; code= is in it"};
}

const Outcome wrong_state{
    Result::bad_argument,
    "This address belongs to another sign-in link, or to one that was used already: open "
    "the present link and paste the address you come to"};

Outcome declined(const std::string& error) {
    if (error == "access_denied") {
        return {Result::forbidden,
                "The sign-in was declined on Spotify's page: open the sign-in link again and "
                "agree"};
    }
    return {Result::forbidden,
            "Spotify ended the sign-in (" + error +
                "): open the sign-in link again; if it stays so, check the app's settings in "
                "Spotify's dashboard"};
}

// Without an answer nothing was redeemed.
Outcome trouble(const std::string& reason) {
    return {Result::offline, "Spotify's sign-in service cannot be used now: " + reason +
                                 ". Paste the same address once more in a moment; if it is refused "
                                 "then, open the sign-in link again"};
}

Outcome no_grant() {
    return {Result::offline, "Spotify's sign-in service answered without a sign-in, and nothing "
                             "was stored: open the sign-in link again"};
}

constexpr const char* no_resources = "this controller is out of resources";

} // namespace

struct SignInDesk::Redemption {
    Running running; // finish() waits for it
    Completion done;
    std::optional<Consent> consent = {};
    Secret code = {};
    TimePoint since{};             // when the code was sent
    TokenGrant grant = {};         // what came
    bool is_link_good_yet = false; // for the same code or for another
};

struct SignInDesk::Listening {
    std::uint64_t id;
    Running running;
    TimePoint deadline;
    Completion done;
    std::unique_ptr<LoopbackListener> listener = {}; // null at its end
    net::Loop::Timer timer = {};
};

SignInDesk::SignInDesk(SignInDeskSettings settings, Executors executors, net::Loop& loop,
                       std::shared_ptr<TokenVault> vault, std::shared_ptr<TokenKeeper> keeper,
                       std::shared_ptr<net::Transport> transport, api::Governor& governor,
                       std::shared_ptr<Deadlines> deadlines)
    : settings_(std::move(settings))
    , executors_(executors)
    , loop_(loop)
    , vault_(std::move(vault))
    , keeper_(std::move(keeper))
    , transport_(std::move(transport))
    , governor_(governor)
    , deadlines_(std::move(deadlines)) {}

SignInDesk::~SignInDesk() = default;

SignInDesk::Running SignInDesk::begin() {
    auto running = std::make_shared<const RunningTasks::Running>(tasks_);
    return *running ? running : nullptr;
}

SharedText SignInDesk::url() const {
    const std::lock_guard lock(mutex_);
    return url_;
}

void SignInDesk::on_changed(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    listener_ = std::move(listener);
}

void SignInDesk::changed() {
    std::function<void()> listener;
    {
        const std::lock_guard lock(mutex_);
        listener = listener_;
    }
    if (listener) {
        listener();
    }
}

void SignInDesk::prepare() {
    {
        const auto running = begin();
        if (running == nullptr) {
            return;
        }
        offer(settings_.redirect_uri, true);
    }
    changed();
}

// Does not throw: without a link nobody can sign in, and the next prepare() tries again.
void SignInDesk::offer(const RedirectUri& redirect_uri, bool only_if_none) {
    try {
        const bool has_secret = vault_->client_secret().has_value();
        Consent consent{unguessable(24), std::nullopt, redirect_uri};
        std::optional<std::string> challenge;
        if (!has_secret) {
            consent.verifier = new_code_verifier();
            challenge = code_challenge(*consent.verifier);
        }
        const auto url = to_url({settings_.accounts.endpoint, settings_.accounts_path, settings_.client_id,
                                 redirect_uri, consent.state.reveal(), challenge});
        const std::lock_guard lock(mutex_);
        // A link that was made for the other kind of app cannot be redeemed any more.
        std::erase_if(consents_, [&](const Consent& one) { return one.verifier.has_value() == has_secret; });
        if (only_if_none && !consents_.empty() && consents_.back().redirect_uri == redirect_uri) {
            return;
        }
        consents_.push_back(std::move(consent));
        if (consents_.size() > most_links) {
            consents_.erase(consents_.begin());
        }
        url_ = SharedText(url);
    } catch (const std::exception&) { // stated above
    }
}

std::optional<SignInDesk::Consent> SignInDesk::take(const std::optional<Secret>& state) {
    const std::lock_guard lock(mutex_);
    if (consents_.empty()) {
        return std::nullopt;
    }
    // A bare code comes without a state; the verifier or the secret ties it to this controller all the same.
    const auto found = state ? std::ranges::find(consents_, *state, &Consent::state) : consents_.end() - 1;
    if (found == consents_.end()) {
        return std::nullopt;
    }
    auto consent = std::move(*found);
    consents_.erase(found);
    return consent;
}

void SignInDesk::redeem(const Secret& pasted, Completion done) {
    redeem(read_consent_return(pasted.reveal()), std::move(done));
}

void SignInDesk::redeem(const std::variant<ConsentReturn, NotAReturn>& returned, Completion done) {
    if (const auto* problem = std::get_if<NotAReturn>(&returned)) {
        done(not_a_return(*problem));
        return;
    }
    const auto& brought = std::get<ConsentReturn>(returned);
    if (!brought.error.empty() && !brought.state) {
        done(declined(brought.error));
        return;
    }
    auto running = begin();
    if (running == nullptr) {
        done(ended);
        return;
    }
    const auto redemption = std::make_shared<Redemption>(Redemption{std::move(running), std::move(done)});
    redemption->code = brought.code;
    try {
        executors_.storage.post(
            [self = shared_from_this(), redemption, state = brought.state, error = brought.error] {
                self->run(redemption, [&]() -> std::optional<Outcome> {
                    redemption->consent = self->take(state);
                    if (!redemption->consent) {
                        return wrong_state;
                    }
                    return error.empty() ? self->ask(redemption) : declined(error);
                });
            });
    } catch (const std::exception&) { // no thread
        redemption->done(trouble(no_resources));
    }
}

void SignInDesk::run(const std::shared_ptr<Redemption>& redemption,
                     const std::function<std::optional<Outcome>()>& part) {
    std::optional<Outcome> outcome;
    try {
        outcome = part();
    } catch (const StorageError& problem) {
        outcome = Outcome{Result::storage, std::string{"The sign-in could not be stored: "} + problem.what() +
                                               ". Then open the sign-in link again"};
    } catch (const std::exception&) {
        redemption->is_link_good_yet = true;
        outcome = trouble(no_resources);
    }
    if (outcome) {
        end(*redemption, *outcome);
    }
}

void SignInDesk::end(Redemption& redemption, const Outcome& outcome) {
    if (redemption.consent) {
        if (redemption.is_link_good_yet) {
            const std::lock_guard lock(mutex_);
            consents_.push_back(std::move(*redemption.consent));
        } else {
            if (outcome.result == Result::ok) { // the links before belong to a sign-in that is done
                const std::lock_guard lock(mutex_);
                consents_.clear();
            }
            offer(settings_.redirect_uri, false);
        }
    }
    redemption.running.reset(); // what was stored is stored
    changed();
    redemption.done(outcome);
}

Outcome SignInDesk::waits(Redemption& redemption) const {
    redemption.is_link_good_yet = true;
    const auto until = governor_.closed_until(api::Service::accounts, net::Clock::now());
    return {Result::rate_limited,
            "Spotify's sign-in service asked to wait" +
                (until ? " until " + clock_time(epoch_ms_of(*until), epoch_ms_now()) : std::string{}) +
                ": open the sign-in link again after that"};
}

std::optional<Outcome> SignInDesk::ask(const std::shared_ptr<Redemption>& redemption) {
    if (governor_.closed_until(api::Service::accounts, net::Clock::now())) {
        return waits(*redemption);
    }
    const auto& consent = *redemption->consent;
    Client client{settings_.client_id, std::nullopt};
    if (!consent.verifier) {
        client.secret = vault_->client_secret();
        if (client.secret && !is_sendable(client.secret->reveal())) {
            redemption->is_link_good_yet = true;
            return Outcome{Result::forbidden, not_sendable(vault_->client_secret_key())};
        }
    }
    auto post = code_request(settings_.accounts_path, client, redemption->code, consent.redirect_uri.text,
                             consent.verifier);
    post.is_urgent = true;
    post.may_send = [self = shared_from_this()] {
        return !self->governor_.closed_until(api::Service::accounts, net::Clock::now());
    };
    redemption->since = net::Clock::now();
    transport_->begin(settings_.accounts, std::move(post), redemption->since + redeem_limit,
                      [self = shared_from_this(), redemption](net::Result result) {
                          const auto kept = std::make_shared<net::Result>(std::move(result));
                          self->executors_.storage.post([self, redemption, kept] {
                              self->run(redemption,
                                        [&] { return self->answered(redemption, std::move(*kept)); });
                          });
                      });
    return std::nullopt;
}

// A link that brought no grant is good for another code.
std::optional<Outcome> SignInDesk::answered(const std::shared_ptr<Redemption>& redemption,
                                            net::Result result) {
    if (const auto* problem = std::get_if<net::NetError>(&result)) {
        redemption->is_link_good_yet = true;
        return trouble(problem->what());
    }
    auto& response = std::get<net::Response>(result);
    const WipedAtEnd wiped_answer(response.body);
    if (response.status == 429) {
        deadlines_->refused(api::Service::accounts, response, net::Clock::now());
        return waits(*redemption);
    }
    governor_.answered(api::Service::accounts);
    auto answer = read_token_answer(response);
    if (const auto* refusal = std::get_if<TokenRefused>(&answer)) {
        return refused(*redemption->consent, *refusal);
    }
    if (const auto* passing = std::get_if<TokenTrouble>(&answer)) {
        redemption->is_link_good_yet = true;
        return passing->is_no_grant ? no_grant() : trouble(passing->text);
    }
    redemption->grant = std::move(std::get<TokenGrant>(answer));
    if (redemption->grant.refresh_token.empty()) {
        redemption->is_link_good_yet = true;
        return no_grant();
    }
    with_vault_lock(executors_, vault_, lock_wait, [self = shared_from_this(), redemption](VaultLock lock) {
        self->run(redemption, [&]() -> std::optional<Outcome> {
            const auto held = get_or_throw(std::move(lock));
            return self->store(*redemption);
        });
    });
    return std::nullopt;
}

Outcome SignInDesk::store(const Redemption& redemption) {
    const auto& grant = redemption.grant;
    const auto since = redemption.since;
    vault_->store_consent(grant.refresh_token, epoch_ms_of(since));
    vault_->share_access(grant.refresh_token,
                         {grant.access_token, epoch_ms_of(renewal_time(since, grant.lifetime)),
                          epoch_ms_of(since + grant.lifetime)});
    keeper_->secrets_changed(net::Clock::now());
    return {Result::ok, "Signed in"};
}

// By OAuth's code; Spotify's words only choose between sentences for the same code, and may change.
Outcome SignInDesk::refused(const Consent& consent, const TokenRefused& refusal) const {
    const std::string said = " (" + refusal.text + ")";
    const auto mentions = [said = net::lowered(refusal.text)](const char* word) {
        return said.find(word) != std::string::npos;
    };
    switch (refusal.reason) {
    case TokenRefused::Reason::sign_in_again:
        if (mentions("redirect")) {
            return {Result::forbidden, "Spotify does not accept the redirect URI" + said + ": register " +
                                           consent.redirect_uri.text +
                                           " for the app in Spotify's dashboard, exactly so, then open the "
                                           "sign-in link again"};
        }
        if (mentions("verifier")) {
            return {Result::forbidden, "The code was made for another sign-in link" + said +
                                           ": open the present link and paste the address you come to"};
        }
        if (mentions("expired")) {
            return {Result::forbidden, "The code is too old" + said +
                                           ": open the sign-in link again and paste the address at once"};
        }
        return {Result::forbidden, "Spotify does not accept the code, it was used already or is incomplete" +
                                       said + ": open the sign-in link again and paste the whole address"};
    case TokenRefused::Reason::client:
        return {Result::forbidden, consent.verifier
                                       ? "Spotify does not accept the client id" + said +
                                             ": compare client_id with the app in Spotify's dashboard"
                                       : "Spotify does not accept the client id with its secret" + said +
                                             ": compare both with the app in Spotify's dashboard"};
    case TokenRefused::Reason::request:
        break;
    }
    return {Result::forbidden,
            "Spotify refused the sign-in" + said + ": check the app's settings in Spotify's dashboard"};
}

void SignInDesk::sign_out(Completion done) {
    const auto running = begin();
    if (running == nullptr) {
        done(ended);
        return;
    }
    try {
        keeper_->sign_out(
            [self = shared_from_this(), running, done](const std::optional<StorageError>& problem) {
                Outcome outcome;
                if (problem) {
                    outcome = {Result::storage, std::string{"Not signed out: "} + problem->what()};
                } else {
                    {
                        const std::lock_guard lock(self->mutex_);
                        self->consents_.clear();
                    }
                    self->offer(self->settings_.redirect_uri, false);
                }
                self->changed();
                done(outcome);
            });
    } catch (const std::exception&) { // no thread
        done({Result::storage, std::string{"Not signed out: "} + no_resources});
    }
}

// On the loop, where an earlier wait gives its port free; on the storage thread, which makes the link; and on the loop
// again, where the browser comes.
void SignInDesk::listen(std::uint64_t id, TimePoint deadline, Completion done) {
    if (!settings_.redirect_uri.is_loopback) {
        done({Result::unsupported, "The browser does not come back to this machine (redirect_uri is " +
                                       settings_.redirect_uri.text +
                                       "): paste the address that it shows after you agreed"});
        return;
    }
    const auto listening = std::make_shared<Listening>(Listening{id, begin(), deadline, std::move(done)});
    if (listening->running == nullptr) {
        listening->done(ended);
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        awaited_.insert(id);
    }
    try {
        executors_.loop.post([self = shared_from_this(), listening] {
            self->end_listening(given_up);
            self->executors_.storage.post([self, listening] { self->open(listening); });
        });
    } catch (const std::exception&) { // no thread
        give_up(*listening, {Result::internal, "This controller is out of resources"});
    }
}

void SignInDesk::open(const std::shared_ptr<Listening>& listening) {
    std::optional<Outcome> failure;
    try {
        listening->listener = std::make_unique<LoopbackListener>(settings_.redirect_uri.listener);
        if (settings_.redirect_uri.any_port) {
            offer(with_port(settings_.redirect_uri, listening->listener->port()), false);
        } else {
            offer(settings_.redirect_uri, true);
        }
        loop_.post([self = shared_from_this(), listening] { self->begin_listening(listening); });
    } catch (const ListenError& problem) {
        failure = {Result::busy, std::string{problem.what()} +
                                     ": paste the address that the browser shows after you agreed"};
    } catch (const std::exception&) { // no descriptor
        failure = {Result::internal, "This controller is out of resources"};
    }
    changed();
    if (failure) {
        give_up(*listening, *failure);
    }
}

void SignInDesk::begin_listening(const std::shared_ptr<Listening>& listening) {
    {
        const std::lock_guard lock(mutex_);
        if (!awaited_.contains(listening->id)) {
            listening->listener.reset();
        }
    }
    if (listening->listener == nullptr) {
        give_up(*listening, given_up);
        return;
    }
    end_listening(given_up); // one that began meanwhile
    listening_ = listening;
    try {
        listening->timer = loop_.call_at(listening->deadline, [this] {
            end_listening({Result::timeout, "No browser came back in time: open the sign-in link again, "
                                            "or paste the address after you agreed"});
        });
        listening->listener->serve(
            loop_, settings_.redirect_uri.path,
            [this, weak = std::weak_ptr(listening)](LoopbackListener::Visit visit, const std::string& query) {
                if (const auto asked = weak.lock()) {
                    answer(asked, visit, query);
                }
            });
    } catch (const net::NetError&) {
        end_listening({Result::internal, "This controller is out of resources"});
    }
}

// What does not carry a state of ours is not from Spotify's page, or from a link of long ago: the wait goes on.
void SignInDesk::answer(const std::shared_ptr<Listening>& listening, LoopbackListener::Visit visit,
                        const std::string& query) {
    const auto returned = read_consent_query(query);
    const auto* brought = std::get_if<ConsentReturn>(&returned);
    if (brought == nullptr || !brought->state) {
        listening->listener->reply(visit, {});
        return;
    }
    redeem(returned, [self = shared_from_this(), listening, visit](const Outcome& outcome) {
        self->executors_.loop.post([self, listening, visit, outcome] {
            if (listening->listener == nullptr) { // the wait has ended; what was redeemed is redeemed
                return;
            }
            if (outcome == wrong_state) {
                listening->listener->reply(visit, {false, "Not signed in", wrong_state.text + "."});
                return;
            }
            const bool is_good = outcome.result == Result::ok;
            listening->listener->reply(
                visit, {true, is_good ? "Signed in" : "Not signed in",
                        is_good ? "It worked. You can close this page and go back to the panel."
                                : outcome.text + "."});
            self->end_listening(outcome);
        });
    });
}

void SignInDesk::end_listening(const Outcome& outcome) {
    if (const auto ended_one = std::exchange(listening_, nullptr)) {
        ended_one->listener.reset(); // the port is free before it is told
        ended_one->timer = {};
        give_up(*ended_one, outcome);
    }
}

void SignInDesk::give_up(Listening& listening, const Outcome& outcome) {
    {
        const std::lock_guard lock(mutex_);
        awaited_.erase(listening.id);
    }
    listening.listener.reset();
    listening.running.reset();
    listening.done(outcome);
}

void SignInDesk::stop_listening(std::uint64_t id) {
    {
        const std::lock_guard lock(mutex_);
        if (awaited_.erase(id) == 0) {
            return;
        }
    }
    executors_.loop.post([self = shared_from_this(), id] {
        if (self->listening_ != nullptr && self->listening_->id == id) {
            self->end_listening(given_up);
        }
    });
}

void SignInDesk::finish() {
    tasks_.close();
    std::set<std::uint64_t> awaited;
    {
        const std::lock_guard lock(mutex_);
        awaited = awaited_;
    }
    for (const auto id : awaited) {
        stop_listening(id);
    }
    tasks_.wait();
}

} // namespace spotify::auth
