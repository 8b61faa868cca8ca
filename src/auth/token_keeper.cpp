#include "auth/token_keeper.hpp"

#include "auth/put_secret.hpp"
#include "auth/token_requests.hpp"
#include "base/random.hpp"
#include "base/wall_clock.hpp"
#include "base/wipe.hpp"
#include "net/error.hpp"

#include <algorithm>

namespace spotify::auth {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Of an access token of another process or start, whose end alone is known: to tell how old it is.
constexpr std::chrono::hours usual_lifetime{1};
constexpr milliseconds lock_wait{2'000};
constexpr const char* sign_in_again = "Spotify no longer accepts this sign-in: sign in again";
constexpr const char* nobody =
    "Nobody is signed in: open the device's set-up page and follow the sign-in link";
// What another process shared was made by a clock that may be wrong; a 401 tells if it was.
constexpr std::int64_t furthest_shared_ms = std::chrono::milliseconds{std::chrono::hours{24}}.count();

} // namespace

struct TokenKeeper::Attempt {
    SignIn sign_in;
    // With a good one:
    Secret access_token = {};
    TimePoint given_at{};
    TimePoint renew_at{};
    TimePoint expires_at{};

    std::optional<TimePoint> not_before = std::nullopt; // overrides the usual wait
    std::optional<ConsentDate> consent = std::nullopt;
};

struct TokenKeeper::Renewal {
    std::uint64_t sign_outs = 0;                       // before it
    std::shared_ptr<SecretStore::Lock> lock = nullptr; // from the first look into the store to the end
    Secret used = {};                                  // the refresh token that was sent
    TimePoint since{};                                 // when
    bool is_urgent = false;                            // a person waits for it
};

TokenKeeper::Attempt TokenKeeper::out_of_resources() {
    return {.sign_in = {SignIn::State::trouble,
                        "the sign-in could not be renewed: this controller is out of resources"}};
}

TokenKeeper::TokenKeeper(TokenKeeperSettings settings, Executors executors, std::shared_ptr<TokenVault> vault,
                         std::shared_ptr<net::Transport> transport, api::Governor& governor,
                         std::shared_ptr<Deadlines> deadlines)
    : settings_(std::move(settings))
    , executors_(executors)
    , vault_(std::move(vault))
    , transport_(std::move(transport))
    , governor_(governor)
    , deadlines_(std::move(deadlines)) {}

std::optional<TokenKeeper::Access> TokenKeeper::access(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    return has_usable_token() && now < expires_at_ ? std::optional{access_} : std::nullopt;
}

SignIn TokenKeeper::sign_in() const {
    const std::lock_guard lock(mutex_);
    return sign_in_;
}

std::optional<ConsentDate> TokenKeeper::consent() const {
    const std::lock_guard lock(mutex_);
    return consent_;
}

SignInReading TokenKeeper::read(TimePoint now) const {
    const std::lock_guard lock(mutex_);
    const auto failed = failed_.find(sign_in_.state);
    return {.sign_in = sign_in_,
            .access_until =
                has_usable_token() && now < expires_at_ ? std::optional{expires_at_} : std::nullopt,
            .bad_since = failed ? std::optional{failed->since} : std::nullopt,
            .attempts = failed ? failed->times : 0,
            .next_renewal = renewal_due(),
            .consent = consent_};
}

std::optional<TimePoint> TokenKeeper::renewal_due() const {
    if (finished_ || renewing_ || !next_attempt_) {
        return std::nullopt;
    }
    return has_usable_token() ? std::max(renew_at_, *next_attempt_) : *next_attempt_;
}

std::optional<TimePoint> TokenKeeper::next_renewal() const {
    const std::lock_guard lock(mutex_);
    return renewal_due();
}

bool TokenKeeper::begin_renewal(TimePoint now) {
    const std::lock_guard lock(mutex_);
    const auto due = renewal_due();
    if (!due || now < *due) {
        return false;
    }
    renewing_ = true;
    ++unfinished_;
    return true;
}

void TokenKeeper::renew(bool is_urgent) {
    const auto renewal = std::make_shared<Renewal>();
    renewal->is_urgent = is_urgent;
    {
        const std::lock_guard lock(mutex_);
        renewal->sign_outs = sign_outs_;
    }
    try {
        with_vault_lock(executors_, vault_, lock_wait, [self = shared_from_this(), renewal](VaultLock lock) {
            self->run(renewal, [&]() -> std::optional<Attempt> {
                renewal->lock = get_or_throw(std::move(lock));
                return self->attempt(renewal);
            });
        });
    } catch (const std::exception&) { // no thread
        end(*renewal, out_of_resources());
    }
}

void TokenKeeper::run(const std::shared_ptr<Renewal>& renewal,
                      const std::function<std::optional<Attempt>()>& part) {
    std::optional<Attempt> result;
    try {
        result = part();
    } catch (const StorageError& problem) {
        result = Attempt{.sign_in = {SignIn::State::storage, problem.what()}};
    } catch (const std::exception&) { // out of memory, descriptors: passing
        result = out_of_resources();
    }
    if (result) {
        end(*renewal, std::move(*result));
    }
}

void TokenKeeper::end(Renewal& renewal, Attempt result) {
    renewal.lock.reset(); // here, where the store may block
    std::function<void()> listener;
    {
        const std::lock_guard lock(mutex_);
        if (renewal.sign_outs != sign_outs_) { // it is about a sign-in that is no more
            result = {.sign_in = {SignIn::State::unknown, ""}};
        }
        apply(std::move(result), settings_.now());
        listener = listener_;
    }
    if (listener) {
        listener();
    }
    finish_one();
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
    try {
        const auto held = vault_->lock(lock_wait);
        if (unstored_) {
            auto [used, grant, since] = std::move(*unstored_);
            unstored_.reset();
            store(used, std::move(grant), since);
        }
    } catch (const StorageError&) { // lost with the process, as it was said in the status
    }
}

void TokenKeeper::sign_out(std::function<void(std::optional<StorageError>)> done) {
    with_vault_lock(executors_, vault_, sign_out_limit,
                    [self = shared_from_this(), done = std::move(done)](VaultLock lock) {
                        std::optional<StorageError> problem;
                        try {
                            const auto held = get_or_throw(std::move(lock));
                            if (held == nullptr) {
                                throw StorageError(
                                    "another process is using this sign-in: try again in a moment");
                            }
                            self->wipe();
                        } catch (const StorageError& error) {
                            problem = error;
                        }
                        done(problem);
                    });
}

void TokenKeeper::wipe() {
    vault_->wipe();
    unstored_.reset();
    std::function<void()> listener;
    {
        const std::lock_guard lock(mutex_);
        ++sign_outs_;
        access_.token = {};
        consent_.reset();
        failed_.clear();
        sign_in_ = {SignIn::State::missing, nobody};
        next_attempt_.reset();
        listener = listener_;
    }
    if (listener) {
        listener();
    }
}

void TokenKeeper::warned(int days) {
    const std::lock_guard lock(mutex_);
    if (consent_) {
        consent_->warned = days;
    }
}

void TokenKeeper::store_warned() {
    {
        const std::lock_guard lock(mutex_);
        if (finished_) {
            return;
        }
        ++unfinished_;
    }
    try {
        with_vault_lock(executors_, vault_, lock_wait, [self = shared_from_this()](VaultLock lock) {
            try {
                const auto held = get_or_throw(std::move(lock));
                const auto told = self->consent();
                const auto token = self->vault_->refresh_token();
                const auto date = token ? self->vault_->consent_date(*token) : std::nullopt;
                if (told && date && date->mark == told->mark) {
                    self->vault_->set_consent_date(*token, date->consent_at_ms, told->warned);
                }
            } catch (const std::exception&) { // then it is told again after the next start
            }
            self->finish_one();
        });
    } catch (const std::exception&) { // no thread: likewise
        finish_one();
    }
}

void TokenKeeper::finish_one() {
    const std::lock_guard lock(mutex_);
    --unfinished_;
    at_rest_.notify_all();
}

std::optional<TokenKeeper::Attempt> TokenKeeper::attempt(const std::shared_ptr<Renewal>& renewal) {
    if (renewal->lock == nullptr) {
        return Attempt{.sign_in = {SignIn::State::trouble, "another process is renewing this sign-in"},
                       .consent = consent()};
    }
    if (unstored_) {
        auto [used, grant, since] = std::move(*unstored_);
        unstored_.reset();
        return store(used, std::move(grant), since);
    }
    auto refresh_token = vault_->refresh_token();
    vault_->forget_void_predecessor(refresh_token);
    if (!refresh_token) {
        return Attempt{.sign_in = {SignIn::State::missing, nobody}};
    }
    if (!is_sendable(refresh_token->reveal())) {
        return Attempt{.sign_in = {SignIn::State::refused,
                                   not_sendable(vault_->refresh_token_key()) + ", or sign in again"}};
    }
    if (vault_->is_refused(*refresh_token)) {
        return refused_for_good(*refresh_token, sign_in_again);
    }
    if (auto shared = adopted(*refresh_token)) {
        return std::move(*shared);
    }
    renewal->used = std::move(*refresh_token);
    return ask(renewal);
}

// Somebody else on this store, or this program before a restart, has renewed: theirs is used and nothing is
// asked.
std::optional<TokenKeeper::Attempt> TokenKeeper::adopted(const Secret& refresh_token) {
    auto shared = vault_->shared_access(refresh_token);
    if (!shared) {
        return std::nullopt;
    }
    const auto wall = epoch_ms_now();
    const auto now = settings_.now();
    if (shared->renew_at_ms <= wall || shared->ends_at_ms <= wall ||
        shared->ends_at_ms - wall > furthest_shared_ms) {
        return std::nullopt;
    }
    {
        const std::lock_guard lock(mutex_);
        if (shared->token == access_.token) { // ours, which is at its end or was answered with 401
            return std::nullopt;
        }
    }
    const auto expires_at = now + milliseconds{shared->ends_at_ms - wall};
    return Attempt{.sign_in = {SignIn::State::good, ""},
                   .access_token = std::move(shared->token),
                   .given_at = std::min(now, expires_at - usual_lifetime),
                   .renew_at = now + milliseconds{shared->renew_at_ms - wall},
                   .expires_at = expires_at,
                   .not_before = std::nullopt,
                   .consent = vault_->consent_date(refresh_token)};
}

TokenKeeper::Attempt TokenKeeper::waiting() const {
    return {.sign_in = {SignIn::State::waiting, "Spotify's sign-in service asked to wait"},
            .not_before = governor_.closed_until(api::Service::accounts, settings_.now())};
}

std::optional<TokenKeeper::Attempt> TokenKeeper::ask(const std::shared_ptr<Renewal>& renewal) {
    if (governor_.closed_until(api::Service::accounts, settings_.now())) {
        return with_date(waiting(), renewal->used);
    }
    const auto client_secret = vault_->client_secret();
    if (client_secret && !is_sendable(client_secret->reveal())) {
        return with_date(
            {.sign_in = {SignIn::State::client_wrong, not_sendable(vault_->client_secret_key())}},
            renewal->used);
    }
    renewal->since = settings_.now();
    auto post = refresh_request(settings_.accounts_path, {settings_.client_id, client_secret}, renewal->used);
    post.is_urgent = renewal->is_urgent;
    post.may_send = [self = shared_from_this()] {
        return !self->governor_.closed_until(api::Service::accounts, self->settings_.now());
    };
    transport_->begin(settings_.accounts, std::move(post), renewal->since + renewal_limit,
                      [self = shared_from_this(), renewal](net::Result result) {
                          const auto kept = std::make_shared<net::Result>(std::move(result));
                          self->executors_.storage.post([self, renewal, kept] {
                              self->run(renewal, [&] { return self->answered(*renewal, std::move(*kept)); });
                          });
                      });
    return std::nullopt;
}

TokenKeeper::Attempt TokenKeeper::answered(const Renewal& renewal, net::Result result) {
    if (const auto* problem = std::get_if<net::NetError>(&result)) {
        return with_date(
            {.sign_in = {SignIn::State::trouble,
                         std::string{"Spotify's sign-in service cannot be reached: "} + problem->what(),
                         problem->failure() == net::Failure::certificate}},
            renewal.used);
    }
    auto& response = std::get<net::Response>(result);
    const WipedAtEnd wiped_answer(response.body);
    return with_date(grant_or_refusal(renewal, response), renewal.used);
}

TokenKeeper::Attempt TokenKeeper::grant_or_refusal(const Renewal& renewal, const net::Response& response) {
    if (response.status == 429) {
        deadlines_->refused(api::Service::accounts, response, settings_.now());
        return waiting();
    }
    governor_.answered(api::Service::accounts);
    auto answer = read_token_answer(response);
    if (auto* grant = std::get_if<TokenGrant>(&answer)) {
        return store(renewal.used, std::move(*grant), renewal.since);
    }
    if (const auto* refusal = std::get_if<TokenRefused>(&answer)) {
        return refused(renewal.used, *refusal);
    }
    return {.sign_in = {SignIn::State::trouble, std::get<TokenTrouble>(answer).text}};
}

// What is not said of the consent is what is stored of it.
TokenKeeper::Attempt TokenKeeper::with_date(Attempt attempt, const Secret& refresh_token) {
    if (!attempt.consent) {
        attempt.consent = vault_->consent_date(refresh_token);
    }
    return attempt;
}

// A new refresh token is durable before the access token that came with it is used: from its first use on the
// old one may be dead, and a power cut would lose the sign-in. Where none came, the one that was used has worked.
TokenKeeper::Attempt TokenKeeper::store(const Secret& used, TokenGrant grant, TimePoint since) {
    const bool is_new = !grant.refresh_token.empty() && !(grant.refresh_token == used);
    if (is_new) {
        try {
            vault_->store_rotated(used, grant.refresh_token);
        } catch (const StorageError& problem) {
            unstored_ = Unstored{used, std::move(grant), since};
            return {.sign_in = {SignIn::State::storage,
                                std::string{"the renewed sign-in cannot be stored, so it is not used: "} +
                                    problem.what()}};
        }
    } else {
        vault_->forget_predecessor();
    }
    const Secret& present = is_new ? grant.refresh_token : used;
    auto consent = vault_->consent_date(present);
    if (!consent) { // put by hand: counted from now, for want of better knowledge
        consent = vault_->set_consent_date(present, epoch_ms_now(), 0);
    }
    const auto renew_at = renewal_time(since, grant.lifetime);
    const auto expires_at = since + grant.lifetime;
    vault_->share_access(present, {grant.access_token, epoch_ms_of(renew_at), epoch_ms_of(expires_at)});
    return {.sign_in = {SignIn::State::good, ""},
            .access_token = std::move(grant.access_token),
            .given_at = since,
            .renew_at = renew_at,
            .expires_at = expires_at,
            .not_before = std::nullopt,
            .consent = consent};
}

TokenKeeper::Attempt TokenKeeper::refused(const Secret& used, const TokenRefused& refusal) {
    switch (refusal.reason) {
    case TokenRefused::Reason::sign_in_again:
        if (const auto stored = vault_->refresh_token(); stored && !(*stored == used)) {
            return {.sign_in = {SignIn::State::unknown, ""}, .not_before = settings_.now()};
        }
        vault_->remember_refused(used);
        return refused_for_good(used, std::string{sign_in_again} + " (" + refusal.text + ")");
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

// The token that was refused is not asked for again. Its predecessor, if one is kept, is the next renewal's.
TokenKeeper::Attempt TokenKeeper::refused_for_good(const Secret& used, const std::string& text) {
    if (vault_->fall_back(used)) {
        return {.sign_in = {SignIn::State::unknown, ""}, .not_before = settings_.now()};
    }
    return {.sign_in = {SignIn::State::refused, text}};
}

void TokenKeeper::apply(Attempt result, TimePoint now) {
    renewing_ = false;
    const bool asked_again = std::exchange(again_, false);
    sign_in_ = std::move(result.sign_in);
    if (result.consent) {
        const bool same = consent_ && consent_->mark == result.consent->mark;
        if (same && consent_->warned != 0) { // what was told and could not be stored is not told again
            result.consent->warned = consent_->warned;
        }
        consent_ = std::move(result.consent);
    }
    const bool was_forced =
        std::exchange(is_doubted_, false); // whatever came of it: the 401 may have been passing
    switch (sign_in_.state) {
    case SignIn::State::good:
        access_ = Access{std::move(result.access_token), access_.generation + 1};
        failed_.clear();
        is_of_forced_renewal_ = was_forced;
        given_at_ = result.given_at;
        expires_at_ = result.expires_at;
        renew_at_ = result.renew_at;
        next_attempt_ = now + seconds{1}; // however short the lifetime claims to be, never a loop of renewals
        break;
    case SignIn::State::missing:
    case SignIn::State::refused:
        access_.token = {};
        consent_.reset();
        next_attempt_.reset();
        break;
    case SignIn::State::unknown:
    case SignIn::State::waiting:
        next_attempt_ = result.not_before.value_or(now);
        break;
    case SignIn::State::client_wrong:
    case SignIn::State::trouble:
    case SignIn::State::storage:
        failed_.add(sign_in_.state, now);
        next_attempt_ = now + retry_pause(sign_in_.state, failed_.find(sign_in_.state)->times,
                                          settings_.jitter ? settings_.jitter() : jitter());
        if (has_usable_token() && now < expires_at_) { // by then it is needed
            next_attempt_ = std::min(*next_attempt_, expires_at_);
        }
        break;
    }
    if (asked_again) {
        next_attempt_ = now;
        renew_at_ = now;
    }
}

void TokenKeeper::rejected(std::uint64_t generation, TimePoint now) {
    const std::lock_guard lock(mutex_);
    const bool is_fresh = is_of_forced_renewal_ && now < given_at_ + fresh_token_age;
    const bool was_forced = forced_at_ && now < *forced_at_ + forced_renewal_spacing;
    const bool is_tried_later =
        sign_in_.state != SignIn::State::good && next_attempt_ && now < *next_attempt_;
    if (generation != access_.generation || !has_usable_token() || renewing_ || is_fresh || was_forced ||
        is_tried_later) {
        return;
    }
    is_doubted_ = true;
    forced_at_ = now;
    next_attempt_ = std::max(now, next_attempt_.value_or(now));
    renew_at_ = now; // and tried until one works, though this token is used again meanwhile
}

void TokenKeeper::secrets_changed(TimePoint now) {
    const std::lock_guard lock(mutex_);
    failed_.clear();
    if (sign_in_.state == SignIn::State::missing || sign_in_.state == SignIn::State::refused ||
        sign_in_.state == SignIn::State::client_wrong) {
        sign_in_ = {}; // what was said is of the secret before
    }
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
