#include "engine/session.hpp"

#include "base/wall_clock.hpp"
#include "player/volume_plan.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace spotify {

using player::TimePoint;

Session::Session(SessionSettings settings, Executors executors, std::shared_ptr<TransactionLog> transport,
                 std::shared_ptr<auth::TokenKeeper> keeper, std::shared_ptr<auth::SignInDesk> desk,
                 std::shared_ptr<Deadlines> deadlines, api::Governor& governor)
    : settings_(std::move(settings))
    , executors_(executors)
    , transport_(std::move(transport))
    , keeper_(std::move(keeper))
    , desk_(std::move(desk))
    , deadlines_(std::move(deadlines))
    , governor_(governor)
    , account_({settings_.pace, settings_.requests_per_day, settings_.pictures()}) {}

void Session::start() {
    keeper_->on_renewed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->tell(account::Renewed{});
        }
    });
    desk_->on_changed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->tell(account::MomentChanged{});
        }
    });
    executors_.storage.post([self = shared_from_this()] {
        const RunningTasks::Running running(self->tasks_);
        if (!running) {
            return;
        }
        self->deadlines_->restore(
            self->clock_now()); // before the first request: a deadline may be open from before a restart
        self->desk_->prepare();
        std::vector<account::Remembered> remembered;
        for (const auto what : {account::Memory::volumes, account::Memory::device_names}) {
            remembered.push_back({what, self->settings_.memory ? self->settings_.memory->load(what) : ""});
        }
        const std::lock_guard lock(self->mutex_);
        for (auto& one : remembered) {
            self->take(std::move(one));
        }
        self->governor_.declare(self.get(), {.requests_per_day = self->settings_.requests_per_day});
        self->take(account::Started{});
    });
}

void Session::stop() {
    keeper_->on_renewed({});
    desk_->on_changed({});
    tasks_.close();
    is_stopped_ = true;
    tell(account::Stopped{});
    tasks_.wait();
    governor_.withdraw(this); // and nothing declares it again
}

account::Moment Session::moment() const {
    const auto now = clock_now();
    return {.now = now,
            .epoch_ms = epoch_ms_now(),
            .jitter = settings_.jitter(),
            .gate = governor_.read(now),
            .sign_in = keeper_->read(now),
            .sign_in_url = desk_->url()};
}

void Session::tell(account::Input input) {
    const std::lock_guard lock(mutex_);
    take(std::move(input));
}

void Session::take(account::Input input) {
    for (auto& effect : account_.take(std::move(input), moment())) {
        std::visit([this](auto& one) { perform(std::move(one)); }, effect);
    }
    set_timer();
}

void Session::set_timer() {
    const auto due = account_.due();
    if (!due || (!timers_.empty() && *timers_.begin() <= *due)) {
        return; // the one that is set comes first, and sets the next
    }
    // Later than now, whatever the account says: a fault in it must not become a busy loop.
    const auto at = std::max(*due, clock_now() + std::chrono::milliseconds{1});
    timers_.insert(at);
    executors_.loop.post_at(at, [weak = weak_from_this(), at] {
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            self->timers_.erase(at);
            self->take(account::MomentChanged{});
        }
    });
}

account::MemberId Session::id_of(const SessionListener& listener) const {
    const auto found = std::ranges::find(members_, &listener, &Member::listener);
    return found == members_.end() ? 0 : found->id;
}

void Session::join(SessionListener& listener, Membership membership) {
    const std::lock_guard lock(mutex_);
    const auto id = ++last_member_;
    members_.push_back({id, &listener});
    take(account::Joined{id, std::move(membership)});
}

void Session::withdraw(SessionListener& listener) {
    const std::lock_guard lock(mutex_);
    const auto id = id_of(listener);
    std::erase_if(members_, [id](const Member& member) { return member.id == id; });
    take(account::Withdrawn{id});
}

void Session::set_attention(SessionListener& listener, player::Attention attention) {
    const std::lock_guard lock(mutex_);
    take(account::AttentionChanged{id_of(listener), attention});
}

bool Session::has_listeners() const {
    const std::lock_guard lock(mutex_);
    return !members_.empty();
}

void Session::secrets_changed() {
    executors_.storage.post([weak = weak_from_this(), desk = desk_, keeper = keeper_] {
        desk->prepare(); // the app may have got a secret, or lost it
        keeper->secrets_changed(net::Clock::now());
        if (const auto self = weak.lock()) {
            self->tell(account::MomentChanged{});
        }
    });
}

// `made` makes the input of what waits for the outcome.
template <typename Made>
Session::CommandId Session::ask(SessionListener& owner, std::chrono::milliseconds limit, Completion done,
                                const Made& made) {
    const std::lock_guard lock(mutex_);
    const auto id = ++last_command_;
    if (done) {
        completions_.emplace(id, std::move(done));
    }
    take(made(account::Asked{.id = id, .owner = id_of(owner), .deadline = clock_now() + limit}));
    return id;
}

Session::CommandId Session::submit(SessionListener& owner, const player::Wish& wish,
                                   std::chrono::milliseconds limit, Completion done) {
    return ask(owner, limit, std::move(done), [&](const account::Asked& asked) {
        return account::CommandAsked{asked, wish};
    });
}

Session::CommandId Session::refresh(SessionListener& owner, std::chrono::milliseconds limit,
                                    Completion done) {
    return ask(owner, limit, std::move(done),
               [](const account::Asked& asked) { return account::RefreshAsked{asked}; });
}

Session::CommandId Session::fade(SessionListener& owner, std::int64_t percent,
                                 std::chrono::milliseconds duration, std::chrono::milliseconds limit,
                                 Completion done) {
    duration = std::min<std::chrono::milliseconds>(duration, player::longest_fade);
    return ask(owner, duration + limit, std::move(done), [&](const account::Asked& asked) {
        return account::FadeAsked{asked, percent, duration};
    });
}

Session::CommandId Session::search(SessionListener& owner, const std::string& query,
                                   std::chrono::milliseconds limit, Completion done) {
    return ask(owner, limit, std::move(done), [&](const account::Asked& asked) {
        return account::SearchAsked{asked, query};
    });
}

Session::CommandId Session::sign_in(SessionListener& owner, std::optional<Secret> pasted,
                                    std::chrono::milliseconds limit, Completion done) {
    return ask(owner, limit, std::move(done), [&](const account::Asked& asked) {
        return account::SignInAsked{asked, std::move(pasted)};
    });
}

Session::CommandId Session::sign_out(SessionListener& owner, std::chrono::milliseconds limit,
                                     Completion done) {
    return ask(owner, limit, std::move(done),
               [](const account::Asked& asked) { return account::SignOutAsked{asked}; });
}

bool Session::cancel(CommandId id) {
    const std::lock_guard lock(mutex_);
    const bool is_known = account_.is_pending(id);
    if (is_known) {
        take(account::TakenBack{id});
    }
    return is_known;
}

} // namespace spotify
