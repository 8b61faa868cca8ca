#include "auth/sign_in_desk.hpp"

#include "auth/consent_link.hpp"
#include "auth/pkce.hpp"
#include "auth/put_secret.hpp"
#include "auth/token_requests.hpp"
#include "auth/unguessable.hpp"
#include "base/blocked_signals.hpp"
#include "base/clock_text.hpp"
#include "base/wall_clock.hpp"
#include "base/wipe.hpp"
#include "net/ascii.hpp"
#include "net/error.hpp"

#include <algorithm>
#include <exception>

namespace spotify::auth {

namespace {

// A person who has opened a link must be able to finish, though another link was made since.
constexpr std::size_t most_links = 3;
// The renewal under way holds the lock for one exchange. Should somebody hang with it, the person's word
// counts for more.
constexpr std::chrono::seconds lock_wait{12};

const Outcome ended{Result::canceled, "The device was stopped: open the sign-in link again"};

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

} // namespace

SignInDesk::SignInDesk(SignInDeskSettings settings, std::shared_ptr<TokenVault> vault,
                       std::shared_ptr<TokenKeeper> keeper, std::shared_ptr<net::Transport> transport,
                       api::Governor& governor, std::shared_ptr<Deadlines> deadlines)
    : settings_(std::move(settings))
    , vault_(std::move(vault))
    , keeper_(std::move(keeper))
    , transport_(std::move(transport))
    , governor_(governor)
    , deadlines_(std::move(deadlines)) {}

SignInDesk::~SignInDesk() {
    finish();
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
        const RunningTasks::Running running(tasks_);
        if (!running) {
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

Outcome SignInDesk::redeem(const Secret& pasted) {
    return redeem(read_consent_return(pasted.reveal()));
}

Outcome SignInDesk::redeem(const std::variant<ConsentReturn, NotAReturn>& returned) {
    if (const auto* problem = std::get_if<NotAReturn>(&returned)) {
        return not_a_return(*problem);
    }
    const auto& brought = std::get<ConsentReturn>(returned);
    if (!brought.error.empty() && !brought.state) {
        return declined(brought.error);
    }
    Outcome outcome = wrong_state;
    {
        const RunningTasks::Running running(tasks_);
        if (!running) {
            return ended;
        }
        if (auto consent = take(brought.state)) {
            bool again = false;
            outcome =
                brought.error.empty() ? exchange(*consent, brought.code, again) : declined(brought.error);
            if (again) {
                const std::lock_guard lock(mutex_);
                consents_.push_back(std::move(*consent));
            } else {
                if (outcome.result == Result::ok) { // the links before belong to a sign-in that is done
                    const std::lock_guard lock(mutex_);
                    consents_.clear();
                }
                offer(settings_.redirect_uri, false);
            }
        }
    }
    changed();
    return outcome;
}

Outcome SignInDesk::exchange(const Consent& consent, const Secret& code, bool& again) {
    const auto waits = [&](std::optional<TimePoint> until) {
        again = true;
        return Outcome{
            Result::rate_limited,
            "Spotify's sign-in service asked to wait" +
                (until ? " until " + clock_time(epoch_ms_of(*until), epoch_ms_now()) : std::string{}) +
                ": open the sign-in link again after that"};
    };
    const auto trouble = [&](const std::string& reason) {
        again = true;
        return Outcome{Result::offline,
                       "Spotify's sign-in service cannot be used now: " + reason +
                           ". Paste the same address once more in a moment; if it is refused "
                           "then, open the sign-in link again"};
    };
    // The link is good for another code.
    const auto no_grant = [&] {
        again = true;
        return Outcome{Result::offline, "Spotify's sign-in service answered without a sign-in, and nothing "
                                        "was stored: open the sign-in link again"};
    };
    try {
        if (const auto until = governor_.closed_until(api::Service::accounts, net::Clock::now())) {
            return waits(until);
        }
        Client client{settings_.client_id, std::nullopt};
        if (!consent.verifier) {
            client.secret = vault_->client_secret();
            if (client.secret && !is_sendable(client.secret->reveal())) {
                again = true;
                return {Result::forbidden, not_sendable(vault_->client_secret_key())};
            }
        }
        auto post =
            code_request(settings_.accounts_path, client, code, consent.redirect_uri.text, consent.verifier);
        post.may_send = [this] { return !governor_.closed_until(api::Service::accounts, net::Clock::now()); };
        const WipedAtEnd wiped_body(post.body);
        const auto since = net::Clock::now();
        auto response = transport_->exchange(settings_.accounts, post, since + redeem_limit, cancel_);
        const WipedAtEnd wiped_answer(response.body);
        wipe_credentials(post);
        if (response.status == 429) {
            deadlines_->refused(api::Service::accounts, response, net::Clock::now());
            return waits(governor_.closed_until(api::Service::accounts, net::Clock::now()));
        }
        governor_.answered(api::Service::accounts);
        auto answer = read_token_answer(response);
        if (auto* grant = std::get_if<TokenGrant>(&answer)) {
            return grant->refresh_token.empty() ? no_grant() : store(std::move(*grant), since);
        }
        if (const auto* refusal = std::get_if<TokenRefused>(&answer)) {
            return refused(consent, *refusal);
        }
        const auto& passing = std::get<TokenTrouble>(answer);
        return passing.is_no_grant ? no_grant() : trouble(passing.text);
    } catch (const net::NetError& problem) {
        return problem.failure() == net::Failure::canceled ? ended : trouble(problem.what());
    } catch (const StorageError& problem) {
        return {Result::storage, std::string{"The sign-in could not be stored: "} + problem.what() +
                                     ". Then open the sign-in link again"};
    } catch (const std::exception&) {
        return trouble("this controller is out of resources");
    }
}

Outcome SignInDesk::store(TokenGrant grant, TimePoint since) {
    const auto held = vault_->lock(lock_wait);
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

Outcome SignInDesk::sign_out() {
    Outcome outcome;
    {
        const RunningTasks::Running running(tasks_);
        if (!running) {
            return ended;
        }
        try {
            keeper_->sign_out();
            {
                const std::lock_guard lock(mutex_);
                consents_.clear();
            }
            offer(settings_.redirect_uri, false);
        } catch (const StorageError& problem) {
            outcome = {Result::storage, std::string{"Not signed out: "} + problem.what()};
        }
    }
    changed();
    return outcome;
}

void SignInDesk::store_warned() {
    const RunningTasks::Running running(tasks_);
    if (running) {
        keeper_->store_warned();
    }
}

void SignInDesk::listen(TimePoint deadline, std::shared_ptr<net::Cancel> stop, Completion done) {
    const std::lock_guard exclusive(listening_mutex_);
    stop_listening();
    if (listening_.joinable()) {
        listening_.join();
    }
    if (!settings_.redirect_uri.is_loopback) {
        done({Result::unsupported, "The browser does not come back to this machine (redirect_uri is " +
                                       settings_.redirect_uri.text +
                                       "): paste the address that it shows after you agreed"});
        return;
    }
    const RunningTasks::Running running(tasks_);
    if (stop->canceled() || !running) {
        done(ended);
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        stop_ = stop;
    }
    try {
        auto listener = std::make_shared<LoopbackListener>(settings_.redirect_uri.listener);
        if (settings_.redirect_uri.any_port) {
            offer(with_port(settings_.redirect_uri, listener->port()), false);
        } else {
            offer(settings_.redirect_uri, true);
        }
        auto told = std::make_shared<Completion>(done);
        const BlockedSignals blocked;
        listening_ = std::thread([this, listener, stop, deadline, told] {
            Outcome outcome{Result::internal, "This controller is out of resources"};
            try {
                listener->serve(settings_.redirect_uri.path, deadline, *stop,
                                [&](const std::string& query) { return answer(query, outcome); });
            } catch (const net::NetError& problem) {
                if (problem.failure() == net::Failure::timeout) {
                    outcome = {Result::timeout, "No browser came back in time: open the sign-in link again, "
                                                "or paste the address after you agreed"};
                } else if (problem.failure() == net::Failure::canceled) {
                    outcome = {Result::canceled, "The wait for a browser was ended"};
                }
            } catch (const std::exception&) { // said above
            }
            (*told)(outcome);
        });
    } catch (const ListenError& problem) {
        done({Result::busy,
              std::string{problem.what()} + ": paste the address that the browser shows after you agreed"});
    } catch (const std::exception&) { // no thread, no descriptor
        done({Result::internal, "This controller is out of resources"});
    }
    changed();
}

// On the listening thread. What does not carry a state of ours is not from Spotify's page, or from a link of
// long ago: the wait goes on.
LoopbackListener::Reply SignInDesk::answer(const std::string& query, Outcome& outcome) {
    const auto returned = read_consent_query(query);
    const auto* brought = std::get_if<ConsentReturn>(&returned);
    if (brought == nullptr || !brought->state) {
        return {};
    }
    const auto result = redeem(returned);
    if (result == wrong_state) {
        return {false, "Not signed in", wrong_state.text + "."};
    }
    outcome = result;
    return {true, result.result == Result::ok ? "Signed in" : "Not signed in",
            result.result == Result::ok ? "It worked. You can close this page and go back to the panel."
                                        : result.text + "."};
}

void SignInDesk::stop_listening() {
    const std::lock_guard lock(mutex_);
    if (stop_ != nullptr) {
        stop_->cancel();
    }
}

void SignInDesk::finish() {
    tasks_.close();
    cancel_.cancel();
    stop_listening();
    {
        const std::lock_guard exclusive(listening_mutex_);
        if (listening_.joinable()) {
            listening_.join();
        }
    }
    tasks_.wait();
}

} // namespace spotify::auth
