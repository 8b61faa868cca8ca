#include "auth/token_keeper.hpp"

#include "net/error.hpp"
#include "random.hpp"

#include <algorithm>

#include <Poco/Base64Encoder.h>

#include <sstream>

namespace spotify::auth {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A token is renewed this much before its end, so that no command has to wait for it.
TimePoint renewal_time(TimePoint since, seconds lifetime) {
    return since + lifetime - std::min<milliseconds>(lifetime / 10, std::chrono::minutes{5});
}

// Doubled from 2 s to 5 min: the sign-in service throttles too, and an outage is over when it is over.
milliseconds trouble_wait(unsigned failures) {
    const auto wait =
        std::min<milliseconds>(seconds{2} * (1U << std::min(failures, 10U)), std::chrono::minutes{5});
    return wait +
           milliseconds{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.25 * jitter())};
}

// A wrong client id is cured in Spotify's dashboard, out of our sight; so it is tried again, but seldom.
constexpr std::chrono::minutes client_wrong_wait{15};
// Access tokens that are refused as soon as they are given: seldom as well.
constexpr std::chrono::minutes rejected_wait{5};
constexpr milliseconds lock_wait{2'000};
constexpr const char* rejected_again = "Spotify refuses the access token even after a renewal: sign in again";
constexpr const char* sign_in_again = "Spotify no longer accepts this sign-in: sign in again";

std::string basic_credentials(const std::string& client_id, const Secret& secret) {
    std::ostringstream text;
    Poco::Base64Encoder encoder(text);
    encoder.rdbuf()->setLineLength(0); // a line break in a header would be refused
    encoder << client_id << ':' << secret.reveal();
    encoder.close();
    return "Basic " + text.str();
}

} // namespace

struct TokenKeeper::Attempt {
    SignIn sign_in;
    std::optional<TokenGrant> grant = std::nullopt;
    TimePoint since{};
    std::optional<TimePoint> not_before = std::nullopt; // overrides the usual wait
};

TokenKeeper::TokenKeeper(TokenKeeperSettings settings, SecretStore& secrets, StateStore& state,
                         net::Transport& transport, api::Governor& governor,
                         std::shared_ptr<Deadlines> deadlines)
    : settings_(std::move(settings))
    , secrets_(secrets)
    , state_(state)
    , transport_(transport)
    , governor_(governor)
    , deadlines_(std::move(deadlines)) {}

std::optional<TokenKeeper::Access> TokenKeeper::access(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return usable_ && now < expires_at_ ? std::optional{access_} : std::nullopt;
}

SignIn TokenKeeper::sign_in() const {
    const std::lock_guard lock(mutex_);
    return sign_in_;
}

bool TokenKeeper::begin_renewal(TimePoint now) {
    const std::lock_guard lock(mutex_);
    const bool wanted = !usable_ || now >= renew_at_;
    if (finished_ || renewing_ || !wanted || !next_attempt_ || now < *next_attempt_) {
        return false;
    }
    renewing_ = true;
    ++unfinished_;
    return true;
}

std::optional<TimePoint> TokenKeeper::next_renewal() const {
    const std::lock_guard lock(mutex_);
    if (renewing_ || !next_attempt_) {
        return std::nullopt;
    }
    return usable_ ? std::max(renew_at_, *next_attempt_) : *next_attempt_;
}

void TokenKeeper::renew() {
    Attempt result;
    try {
        result = attempt();
    } catch (const StorageError& problem) {
        result.sign_in = {SignIn::State::storage, problem.what()};
    } catch (const net::NetError& problem) {
        result.sign_in = {SignIn::State::trouble,
                          std::string{"Spotify's sign-in service cannot be reached: "} + problem.what(),
                          problem.failure() == net::Failure::certificate};
    } catch (const std::exception&) { // out of memory, descriptors: passing
        result.sign_in = {SignIn::State::trouble,
                          "the sign-in could not be renewed: this controller is out of resources"};
    }
    std::function<void()> listener;
    {
        const std::lock_guard lock(mutex_);
        apply(std::move(result), net::Clock::now());
        listener = listener_;
    }
    if (listener) {
        listener();
    }
    const std::lock_guard lock(mutex_);
    --unfinished_;
    at_rest_.notify_all();
}

void TokenKeeper::retire() {
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
        if (unfinished_ > 0) {
            return;
        }
    }
    store_unstored();
}

void TokenKeeper::finish() {
    {
        std::unique_lock lock(mutex_);
        finished_ = true;
        at_rest_.wait(lock, [this] { return unfinished_ == 0; });
    }
    store_unstored();
}

// The disk may have room by now; afterwards nobody knows the token any more.
void TokenKeeper::store_unstored() {
    if (!unstored_) {
        return;
    }
    try {
        const auto held = secrets_.lock(refresh_token_key(), lock_wait);
        auto [used, grant, since] = std::move(*unstored_);
        unstored_.reset();
        store(used, std::move(grant), since);
    } catch (const StorageError&) { // lost with the process, as it was said in the status
    }
}

TokenKeeper::Attempt TokenKeeper::attempt() {
    const auto held = secrets_.lock(refresh_token_key(), lock_wait);
    if (held == nullptr) {
        return {.sign_in = {SignIn::State::trouble, "another process is renewing this sign-in"}};
    }
    if (unstored_) {
        auto [used, grant, since] = std::move(*unstored_);
        unstored_.reset();
        return store(used, std::move(grant), since);
    }
    const auto refresh_token = secrets_.get(refresh_token_key());
    if (!refresh_token || refresh_token->empty()) {
        return {.sign_in = {SignIn::State::missing, "nobody is signed in: put a refresh token for account " +
                                                        settings_.account + " into the secret store"}};
    }
    const auto mark = mark_of(*refresh_token);
    if (refused_mark_ == mark) {
        remember_refused(*refresh_token);
    }
    if (refused_mark_ == mark || state_.get(dead_key()) == mark) {
        return {.sign_in = {SignIn::State::refused, sign_in_again}};
    }
    if (const auto until = governor_.closed_until(api::Service::accounts, net::Clock::now())) {
        return {.sign_in = {SignIn::State::waiting, "Spotify's sign-in service asked to wait"},
                .not_before = until};
    }
    const auto since = net::Clock::now();
    auto post = request(*refresh_token);
    post.may_send = [this] { return !governor_.closed_until(api::Service::accounts, net::Clock::now()); };
    const auto response = transport_.exchange(settings_.accounts, post, since + renewal_limit, never_);
    if (response.status == 429) {
        deadlines_->refused(api::Service::accounts, response);
        return {.sign_in = {SignIn::State::waiting, "Spotify's sign-in service asked to wait"},
                .not_before = governor_.closed_until(api::Service::accounts, net::Clock::now())};
    }
    governor_.answered(api::Service::accounts);
    auto answer = read_token_answer(response);
    if (auto* grant = std::get_if<TokenGrant>(&answer)) {
        return store(*refresh_token, std::move(*grant), since);
    }
    if (const auto* refusal = std::get_if<TokenRefused>(&answer)) {
        return refused(*refresh_token, *refusal);
    }
    return {.sign_in = {SignIn::State::trouble, std::get<TokenTrouble>(answer).text}};
}

// A new refresh token is durable before the access token that came with it is used: from its first use on the
// old one may be dead, and a power cut would lose the sign-in.
TokenKeeper::Attempt TokenKeeper::store(const Secret& used, TokenGrant grant, TimePoint since) {
    if (!grant.refresh_token.empty() && !(grant.refresh_token == used)) {
        try {
            // Somebody who signed in anew meanwhile has the newer consent: theirs stays.
            const auto stored = secrets_.get(refresh_token_key());
            if (!stored || *stored == used) {
                secrets_.put(refresh_token_key(), grant.refresh_token);
            }
        } catch (const StorageError& problem) {
            unstored_ = Unstored{used, std::move(grant), since};
            return {.sign_in = {SignIn::State::storage,
                                std::string{"the renewed sign-in cannot be stored, so it is not used: "} +
                                    problem.what()}};
        }
    }
    if (grant.access_token.empty()) {
        return {.sign_in = {SignIn::State::trouble,
                            "Spotify's sign-in service gave an answer that cannot be read"}};
    }
    return {.sign_in = {SignIn::State::good, ""}, .grant = std::move(grant), .since = since};
}

// A token is refused for the client id it was sent with; another client id may be the right one.
std::string TokenKeeper::mark_of(const Secret& refresh_token) const {
    return Secret{settings_.client_id + '\n' + refresh_token.reveal()}.fingerprint();
}

// So that neither this process nor the next one asks again.
void TokenKeeper::remember_refused(const Secret& refresh_token) {
    refused_mark_ = mark_of(refresh_token);
    try {
        state_.put(dead_key(), refused_mark_);
    } catch (const StorageError&) { // then only this process knows, and tries to store it the next time it is
                                    // asked
    }
}

TokenKeeper::Attempt TokenKeeper::refused(const Secret& used, const TokenRefused& refusal) {
    switch (refusal.reason) {
    case TokenRefused::Reason::sign_in_again:
        if (const auto stored = secrets_.get(refresh_token_key()); stored && !(*stored == used)) {
            return {.sign_in = {SignIn::State::unknown, ""}, .not_before = net::Clock::now()};
        }
        remember_refused(used);
        return {.sign_in = {SignIn::State::refused, std::string{sign_in_again} + " (" + refusal.text + ")"}};
    case TokenRefused::Reason::client:
        return {.sign_in = {SignIn::State::client_wrong,
                            "Spotify does not accept the client id or its secret (" + refusal.text +
                                "): compare them with the app in Spotify's dashboard"}};
    case TokenRefused::Reason::request:
        break;
    }
    return {
        .sign_in = {SignIn::State::client_wrong, "Spotify refused the request for a token (" + refusal.text +
                                                     "): check the app's settings in Spotify's dashboard"}};
}

net::Request TokenKeeper::request(const Secret& refresh_token) const {
    net::Request post{"POST", settings_.accounts_path + "/api/token", {}, ""};
    post.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    post.headers.emplace_back("Accept", "application/json");
    post.body = "grant_type=refresh_token&refresh_token=" + net::percent_encoded(refresh_token.reveal());
    if (const auto secret = secrets_.get(client_secret_key()); secret && !secret->empty()) {
        post.headers.emplace_back("Authorization", basic_credentials(settings_.client_id, *secret));
    } else {
        post.body += "&client_id=" + net::percent_encoded(settings_.client_id);
    }
    return post;
}

void TokenKeeper::apply(Attempt result, TimePoint now) {
    renewing_ = false;
    const bool asked_again = std::exchange(again_, false);
    sign_in_ = std::move(result.sign_in);
    switch (sign_in_.state) {
    case SignIn::State::good:
        if (rejections_ >= 2) { // not believed before an answer shows it: the tokens before were refused too
            sign_in_ = {SignIn::State::refused, rejected_again};
        }
        access_ = Access{std::move(result.grant->access_token), access_.generation + 1};
        usable_ = true;
        failures_ = 0;
        expires_at_ = result.since + result.grant->lifetime;
        renew_at_ = renewal_time(result.since, result.grant->lifetime);
        // However short the lifetime claims to be, never a loop of renewals.
        next_attempt_ = now + (rejections_ >= 2 ? seconds{rejected_wait} : seconds{1});
        break;
    case SignIn::State::missing:
    case SignIn::State::refused:
        usable_ = false;
        next_attempt_.reset();
        break;
    case SignIn::State::client_wrong:
        next_attempt_ = now + client_wrong_wait;
        break;
    case SignIn::State::unknown:
    case SignIn::State::waiting:
        next_attempt_ = result.not_before.value_or(now);
        break;
    case SignIn::State::trouble:
    case SignIn::State::storage:
        next_attempt_ = now + trouble_wait(failures_++);
        break;
    }
    if (asked_again) {
        next_attempt_ = now;
        renew_at_ = now;
    }
}

void TokenKeeper::rejected(std::uint64_t generation, TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (generation != access_.generation || !usable_) {
        return; // somebody told already
    }
    usable_ = false;
    if (++rejections_ >= 2) {
        sign_in_ = {SignIn::State::refused, rejected_again};
        next_attempt_ = now + rejected_wait;
    } else {
        next_attempt_ = std::max(now, next_attempt_.value_or(now));
    }
}

void TokenKeeper::accepted() {
    const std::lock_guard lock(mutex_);
    rejections_ = 0;
    if (usable_ && sign_in_.state == SignIn::State::refused) {
        sign_in_ = {SignIn::State::good};
    }
}

void TokenKeeper::secrets_changed(TimePoint now) {
    const std::lock_guard lock(mutex_);
    rejections_ = 0;
    failures_ = 0;
    if (renewing_) {
        again_ = true;
        return;
    }
    next_attempt_ = now;
    renew_at_ = now; // the access token in use may belong to the sign-in before
}

void TokenKeeper::on_renewed(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    listener_ = std::move(listener);
}

} // namespace spotify::auth
