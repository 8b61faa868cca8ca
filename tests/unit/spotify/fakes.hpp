// Doors for tests of the session and of the sign-in: a service that is a function, stores in memory, a
// listener that can be waited for.
#pragma once

#include "base/stores.hpp"
#include "base/wall_clock.hpp"
#include "engine/engine.hpp"
#include "engine/session.hpp"
#include "net/error.hpp"
#include "net/transport.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace fakes {

using namespace std::chrono_literals;

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 20s;

inline spotify::net::Response answer(int status, const std::string& body = {},
                                     std::vector<spotify::net::Header> headers = {}) {
    spotify::net::Response response;
    response.status = status;
    response.body = body;
    response.headers = std::move(headers);
    response.sent_at = response.received_at = spotify::net::Clock::now();
    return response;
}

inline std::string playing(bool is_playing, const std::string& name = "One") {
    return R"({"device":{"id":"d","name":"Speaker","volume_percent":30},"progress_ms":1000,"item":{"type":"track",)"
           R"("uri":"spotify:track:)" +
           name + R"(","name":")" + name +
           R"(","duration_ms":200000,"artists":[{"name":"A"}]},"is_playing":)" +
           (is_playing ? "true" : "false") + "}";
}

inline std::string token(const std::string& access, const std::string& rest = "") {
    return R"({"access_token":")" + access + R"(","expires_in":3600)" + rest + "}";
}

// Runs what is posted at once and inside, whenever it is due.
class Inline final : public spotify::Scheduler {
public:
    Clock::time_point now() const override { return Clock::now(); }
    void post(Task task) override { task(); }
    void post_at(Clock::time_point, Task task) override { task(); }
};

// Asks a function, which may throw NetError, and keeps what was asked. Unless it has threads of its own it does so at
// once and inside.
class Service final : public spotify::net::Transport {
public:
    using Handler = std::function<spotify::net::Response(const spotify::net::Request&)>;
    // Runs while the "connection" is had, before the request may leave. Set before the account begins.
    std::function<void(const spotify::net::Request&)> on_connect;

    explicit Service(Handler handler, bool has_threads = false)
        : handler_(std::move(handler)) {
        if (has_threads) {
            threads_ = std::make_unique<spotify::TaskQueue>(16);
        }
    }

    Ticket begin(const spotify::net::Destination&, spotify::net::Request request, spotify::net::TimePoint,
                 Done done) override {
        const auto ticket = ++last_ticket_;
        {
            const std::lock_guard lock(mutex_);
            under_way_.emplace(ticket, std::move(done));
        }
        const auto run = [this, ticket, request = std::move(request)] { answer_to(ticket, request); };
        threads_ ? threads_->post(run) : run();
        return ticket;
    }
    void cancel(Ticket ticket) override {
        std::map<Ticket, Done>::node_type dropped; // outside the lock: it may end what waits
        const std::lock_guard lock(mutex_);
        dropped = under_way_.extract(ticket);
    }

    std::size_t count(const std::string& method, const std::string& part) const {
        const std::lock_guard lock(mutex_);
        return counted(method, part);
    }
    std::vector<spotify::net::Request> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    bool wait_for(const std::string& method, const std::string& part, std::size_t times) const {
        for (std::unique_lock lock(mutex_);;) {
            if (counted(method, part) >= times) {
                return true;
            }
            if (changed_.wait_for(lock, patience) == std::cv_status::timeout) {
                return false;
            }
        }
    }

private:
    void answer_to(Ticket ticket, const spotify::net::Request& request) {
        auto result = result_of(request);
        Done done;
        {
            const std::lock_guard lock(mutex_);
            auto found = under_way_.extract(ticket);
            if (found.empty()) { // canceled
                return;
            }
            done = std::move(found.mapped());
        }
        done(std::move(result));
    }

    spotify::net::Result result_of(const spotify::net::Request& request) {
        try {
            if (on_connect) {
                on_connect(request);
            }
            if (request.may_send && !request.may_send()) {
                return spotify::net::NetError(spotify::net::Failure::withheld, "it was held back");
            }
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(request);
                requests_.back().may_send = {}; // it holds its session
            }
            changed_.notify_all();
            return handler_(request);
        } catch (const spotify::net::NetError& error) {
            return error;
        }
    }

    std::size_t counted(const std::string& method, const std::string& part) const { // with the lock held
        std::size_t found = 0;
        for (const auto& request : requests_) {
            found += request.method == method && request.target.find(part) != std::string::npos ? 1U : 0U;
        }
        return found;
    }

    Handler handler_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<spotify::net::Request> requests_;
    std::atomic<Ticket> last_ticket_{0};
    std::map<Ticket, Done> under_way_;
    std::unique_ptr<spotify::TaskQueue> threads_; // ends first
};

// A service that outlives whoever is given this.
inline std::shared_ptr<spotify::net::Transport> borrowed(spotify::net::Transport& service) {
    return {std::shared_ptr<void>{}, &service};
}

class Secrets final : public spotify::SecretStore {
public:
    std::optional<spotify::Secret> get(const std::string& key) override {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }
    void put(const std::string& key, const spotify::Secret& value) override {
        const std::lock_guard lock(mutex_);
        if (broken_) {
            throw spotify::StorageError("the disk is full");
        }
        values_[key] = value;
    }
    void remove(const std::string& key) override {
        const std::lock_guard lock(mutex_);
        values_.erase(key);
    }
    std::unique_ptr<Lock> lock(const std::string&, std::chrono::milliseconds) override {
        struct Nothing final : Lock {};
        return locked_ ? nullptr : std::make_unique<Nothing>();
    }
    std::string text(const std::string& key) {
        const auto value = get(key);
        return value ? value->reveal() : "";
    }
    void break_down(bool broken) {
        const std::lock_guard lock(mutex_);
        broken_ = broken;
    }
    void hold_lock(bool locked) { locked_ = locked; }

private:
    std::mutex mutex_;
    std::map<std::string, spotify::Secret> values_;
    bool broken_ = false;
    std::atomic<bool> locked_ = false;
};

class State final : public spotify::StateStore {
public:
    std::optional<std::string> get(const std::string& key) override {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }
    void put(const std::string& key, const std::string& value) override {
        const std::lock_guard lock(mutex_);
        values_[key] = value;
    }
    void remove(const std::string& key) override {
        const std::lock_guard lock(mutex_);
        values_.erase(key);
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::string> values_;
};

class Listener final : public spotify::SessionListener {
public:
    void on_view(const std::shared_ptr<const spotify::View>& view) override {
        const std::lock_guard lock(mutex_);
        views_.push_back(*view);
        changed_.notify_all();
    }
    void on_event(const spotify::Event& event) override {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        changed_.notify_all();
    }
    // Waits until a view that is seen from now on, or the last one, pleases.
    bool wait(const std::function<bool(const spotify::View&)>& pleases) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return !views_.empty() && pleases(views_.back()); });
    }
    bool wait_status(spotify::Status status) {
        return wait([status](const spotify::View& view) { return view.status.status == status; });
    }
    std::vector<spotify::View> views() {
        const std::lock_guard lock(mutex_);
        return views_;
    }
    std::vector<std::string> tracks() {
        std::vector<std::string> names;
        for (const auto& track : events<spotify::TrackChanged>()) {
            names.push_back(track.state.item->name.value_or("-"));
        }
        return names;
    }
    template <typename Kind>
    std::vector<Kind> events() {
        const std::lock_guard lock(mutex_);
        return events_of<Kind>();
    }
    template <typename Kind>
    bool wait_event(std::size_t times = 1) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return events_of<Kind>().size() >= times; });
    }

private:
    template <typename Kind>
    std::vector<Kind> events_of() const { // with the lock held
        std::vector<Kind> found;
        for (const auto& event : events_) {
            if (const auto* kind = std::get_if<Kind>(&event)) {
                found.push_back(*kind);
            }
        }
        return found;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<spotify::View> views_;
    std::vector<spotify::Event> events_;
};

// The outcome of one command, to be waited for.
class Awaited {
public:
    spotify::Completion completion() {
        return [this](const spotify::Outcome& outcome) {
            const std::lock_guard lock(mutex_);
            outcomes_.push_back(outcome);
            changed_.notify_all();
        };
    }
    spotify::Outcome outcome() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [this] { return !outcomes_.empty(); })
                   ? outcomes_.front()
                   : spotify::Outcome{spotify::Result::internal, "it was never completed"};
    }
    spotify::Result result() { return outcome().result; }
    std::size_t times() {
        const std::lock_guard lock(mutex_);
        return outcomes_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<spotify::Outcome> outcomes_;
};

// An account with its session, ready to start. Members go in reverse order: the session is stopped first.
class Account {
public:
    explicit Account(Service::Handler handler, const std::string& refresh_token = "refresh-1",
                     spotify::SessionSettings settings = {{}, "/v1"})
        : service(std::move(handler), true) {
        if (!refresh_token.empty()) {
            secrets.put("account/a/refresh_token", spotify::Secret{refresh_token});
        }
        deadlines =
            std::make_shared<spotify::Deadlines>(state, engine.executors().storage, governor, "client");
        transport = std::make_shared<spotify::TransactionLog>(service);
        vault = std::make_shared<spotify::auth::TokenVault>("a", "client", secrets, state);
        keeper = std::make_shared<spotify::auth::TokenKeeper>(
            spotify::auth::TokenKeeperSettings{"client", {}, ""}, engine.executors(), vault, transport,
            governor, deadlines);
        desk = std::make_shared<spotify::auth::SignInDesk>(
            spotify::auth::SignInDeskSettings{
                "client", {}, "", spotify::auth::parse_redirect_uri("http://127.0.0.1/callback")},
            engine.executors(), engine.loop(), vault, keeper, transport, governor, deadlines);
        session = std::make_shared<spotify::Session>(std::move(settings), engine.executors(), transport,
                                                     keeper, desk, deadlines, governor);
    }
    ~Account() { end(); }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    // So that it begins with an access token that is not fresh any more: a 401 forces a renewal.
    void hold_access(const std::string& token) {
        const auto now = spotify::epoch_ms_now();
        vault->share_access(spotify::Secret{"refresh-1"},
                            {spotify::Secret{token}, now + 30 * 60'000, now + 35 * 60'000});
    }
    // Watched by a rule, say: nothing but the player and the account's name is fetched.
    void begin(spotify::Membership membership = {}) {
        session->join(listener, std::move(membership));
        session->start();
    }
    void end() {
        if (session) {
            session->withdraw(listener);
            session->stop();
            desk->finish();
            keeper->finish();
            session.reset();
        }
    }
    spotify::Session::CommandId submit(const spotify::player::Wish& wish, Awaited& awaited,
                                       std::chrono::milliseconds limit = 15s) {
        return session->submit(listener, wish, limit, awaited.completion());
    }
    spotify::Session::CommandId refresh(Awaited& awaited, std::chrono::milliseconds limit = 15s) {
        return session->refresh(listener, limit, awaited.completion());
    }

    Secrets secrets;
    State state;
    spotify::api::Governor governor;
    spotify::Engine engine;
    Service service; // ends before the engine, which its answers go to
    Listener listener;
    std::shared_ptr<spotify::Deadlines> deadlines;
    std::shared_ptr<spotify::TransactionLog> transport;
    std::shared_ptr<spotify::auth::TokenVault> vault;
    std::shared_ptr<spotify::auth::TokenKeeper> keeper;
    std::shared_ptr<spotify::auth::SignInDesk> desk;
    std::shared_ptr<spotify::Session> session;
};

} // namespace fakes
