// What a session does of what its account wants done.
#include "engine/session.hpp"

#include "account/exchange_limit.hpp"
#include "api/refusal.hpp"
#include "net/error.hpp"

#include <utility>

namespace spotify {

using player::TimePoint;

void Session::perform(account::Send send) {
    const auto running = std::make_shared<const RunningTasks::Running>(tasks_);
    if (!*running) {
        return;
    }
    const auto now = clock_now();
    const auto access = keeper_->access(now);
    if (!access) { // refused to another request since
        executors_.loop.post([self = shared_from_this(), running, ticket = send.ticket] {
            self->tell(
                account::Answered{ticket, net::NetError(net::Failure::withheld, "there is no access token")});
        });
        return;
    }
    deadlines_->cover(now);
    const Sent sent{++last_send_, send.ticket, send.request.service, access->generation};
    const auto deadline = send.deadline.value_or(now + account::exchange_limit);
    const auto ticket = transport_->begin(settings_.api, request_for(send, *access), deadline,
                                          [self = shared_from_this(), running, sent](net::Result result) {
                                              self->answered(sent, std::move(result));
                                          });
    sends_.emplace(sent.number, ticket);
}

net::Request Session::request_for(account::Send& send, const auth::TokenKeeper::Access& access) {
    auto& asked = send.request;
    net::Request request{
        std::move(asked.method), settings_.api_path + asked.target, {}, std::move(asked.body)};
    if (!request.body.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
    }
    request.headers.emplace_back("Authorization", "Bearer " + access.token.reveal());
    request.headers.emplace_back("Accept", "application/json");
    request.is_urgent = send.is_urgent;
    request.may_send = [self = shared_from_this(), service = asked.service, priority = asked.priority] {
        return !self->is_stopped_ && self->governor_.leave(service, priority, self->clock_now());
    };
    return request;
}

void Session::perform(const account::AbortSends& /*abort*/) {
    for (const auto& [number, ticket] : std::exchange(sends_, {})) {
        transport_->cancel(ticket);
    }
}

// From the loop, since a renewal that cannot begin ends at once and tells so. stop() does not wait for it, and it holds
// no reference to this session.
void Session::perform(const account::Renew& renew) {
    if (keeper_->begin_renewal(clock_now())) {
        executors_.loop.post([keeper = keeper_, renew] { keeper->renew(renew.is_urgent); });
    }
}

void Session::perform(account::Redeem redeem) {
    executors_.loop.post([weak = weak_from_this(), desk = desk_, redeem = std::move(redeem)] {
        desk->redeem(redeem.pasted, [weak, id = redeem.id](const Outcome& outcome) {
            if (const auto self = weak.lock()) {
                self->tell(account::SignInEnded{id, outcome});
            }
        });
    });
}

void Session::perform(const account::Listen& listen) {
    executors_.loop.post([weak = weak_from_this(), desk = desk_, listen] {
        desk->listen(listen.id, listen.deadline, [weak, id = listen.id](const Outcome& outcome) {
            if (const auto self = weak.lock()) {
                self->tell(account::SignInEnded{id, outcome});
            }
        });
    });
}

void Session::perform(const account::SignOut& sign_out) {
    executors_.loop.post([weak = weak_from_this(), desk = desk_, id = sign_out.id] {
        desk->sign_out([weak, id](const Outcome& outcome) {
            if (const auto self = weak.lock()) {
                self->tell(account::SignOutEnded{id, outcome});
            }
        });
    });
}

// Behind the wait that it ends, should that be yet to begin.
void Session::perform(const account::StopListening& stop) {
    executors_.loop.post([desk = desk_, id = stop.id] { desk->stop_listening(id); });
}

void Session::perform(const account::Warned& warned) {
    keeper_->warned(warned.days);
    keeper_->store_warned();
}

void Session::perform(const account::Remember& remember) {
    if (settings_.memory != nullptr) {
        settings_.memory->keep(remember.what, remember.text);
        executors_.storage.post([memory = settings_.memory, what = remember.what] { memory->store(what); });
    }
}

void Session::perform(const account::Declare& declare) {
    governor_.declare(this, declare.demand);
}

void Session::perform(const account::Publish& publish) {
    for (const auto& member : members_) {
        if (publish.only == 0 || publish.only == member.id) {
            member.listener->on_view(publish.view);
        }
    }
}

void Session::perform(const account::Tell& tell) {
    for (const auto& member : members_) {
        if (tell.only == 0 || tell.only == member.id) {
            member.listener->on_event(tell.event);
        }
    }
}

void Session::perform(const account::Complete& complete) {
    if (auto done = completions_.extract(complete.id); !done.empty()) {
        done.mapped()(complete.outcome);
    }
}

void Session::answered(const Sent& sent, net::Result result) {
    if (const auto* response = std::get_if<net::Response>(&result)) {
        note(*response, sent.service, sent.generation);
    }
    const std::lock_guard lock(mutex_);
    sends_.erase(sent.number);
    take(account::Answered{sent.ticket, std::move(result)});
}

void Session::note(const net::Response& response, api::Service service, std::uint64_t generation) {
    const auto now = clock_now();
    const auto verdict = api::judge(response);
    if (verdict.refusal == api::Refusal::rate) {
        deadlines_->refused(service, response, now);
        // A used-up quota is that of what was asked for. The rate limit is the app's as a whole, and short; a wait
        // that is longer says nothing about the player (reference 5.4, 6.1).
        if (service != api::Service::web_api && verdict.reason != "QUOTA_EXCEEDED") {
            deadlines_->refused(api::Service::web_api, response, now, api::max_rate_limit_wait);
        }
        return;
    }
    governor_.answered(service);
    if (verdict.refusal == api::Refusal::token) {
        keeper_->rejected(generation, now);
    }
}

} // namespace spotify
