// What a session does of what its account wants done.
#include "engine/session.hpp"

#include "account/exchange_limit.hpp"
#include "api/refusal.hpp"
#include "auth/token_requests.hpp"
#include "net/error.hpp"

#include <exception>
#include <system_error>
#include <utility>

namespace spotify {

using player::TimePoint;

// A pool begins with its first thread: where there is none to be had for the one, the other has one since the
// start.
void Session::post(bool is_urgent, Lane::Task task) {
    if (!is_urgent) {
        try {
            lanes_.patient.post(task);
            return;
        } catch (const std::system_error&) { // stated above
        }
    }
    lanes_.urgent.post(std::move(task));
}

void Session::perform(account::Send send) {
    post(send.is_urgent,
         [self = shared_from_this(), access = keeper_->access(clock_now()), send = std::move(send)] {
             const RunningTasks::Running running(self->tasks_);
             if (running) {
                 const auto deadline = send.deadline.value_or(self->clock_now() + account::exchange_limit);
                 self->tell(account::Answered{send.ticket, self->exchange(access, send.request, deadline)});
             }
         });
}

// stop() does not wait for it, and it holds no reference to this session.
void Session::perform(const account::Renew& renew) {
    if (keeper_->begin_renewal(clock_now())) {
        post(renew.is_urgent, [keeper = keeper_] { keeper->renew(); });
    }
}

void Session::perform(account::Redeem redeem) {
    post(true, [weak = weak_from_this(), desk = desk_, redeem = std::move(redeem)] {
        const auto outcome = desk->redeem(redeem.pasted);
        if (const auto self = weak.lock()) {
            self->tell(account::SignInEnded{redeem.id, outcome});
        }
    });
}

void Session::perform(const account::Listen& listen) {
    const auto stop = std::make_shared<net::Cancel>();
    listening_.emplace(listen.id, stop);
    post(true, [weak = weak_from_this(), desk = desk_, listen, stop] {
        desk->listen(listen.deadline, stop, [weak, id = listen.id](const Outcome& outcome) {
            if (const auto self = weak.lock()) {
                const std::lock_guard lock(self->mutex_);
                self->listening_.erase(id);
                self->take(account::SignInEnded{id, outcome});
            }
        });
    });
}

void Session::perform(const account::SignOut& sign_out) {
    post(true, [weak = weak_from_this(), desk = desk_, id = sign_out.id] {
        const auto outcome = desk->sign_out();
        if (const auto self = weak.lock()) {
            self->tell(account::SignOutEnded{id, outcome});
        }
    });
}

void Session::perform(const account::StopListening& stop) {
    if (const auto found = listening_.find(stop.id); found != listening_.end()) {
        found->second->cancel();
        listening_.erase(found);
    }
}

void Session::perform(const account::Warned& warned) {
    keeper_->warned(warned.days);
    post(true, [desk = desk_] { desk->store_warned(); });
}

void Session::perform(const account::Remember& remember) {
    if (settings_.memory != nullptr) {
        settings_.memory->keep(remember.what, remember.text);
        post(true, [memory = settings_.memory, what = remember.what] { memory->store(what); });
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

account::Answer Session::exchange(const std::optional<auth::TokenKeeper::Access>& access,
                                  const account::Request& asked, TimePoint deadline) {
    if (!access) { // refused to another request since
        return net::NetError(net::Failure::withheld, "there is no access token");
    }
    try {
        deadlines_->cover(clock_now());
        net::Request request{asked.method, settings_.api_path + asked.target, {}, asked.body};
        if (!asked.body.empty()) {
            request.headers.emplace_back("Content-Type", "application/json");
        }
        request.headers.emplace_back("Authorization", "Bearer " + access->token.reveal());
        request.headers.emplace_back("Accept", "application/json");
        request.may_send = [this, &asked] {
            return governor_.leave(asked.service, asked.priority, clock_now());
        };
        auto response = transport_->exchange(settings_.api, request, deadline, cancel_);
        auth::wipe_credentials(request);
        note(response, asked.service, access->generation);
        return response;
    } catch (const net::NetError& error) {
        return error;
    } catch (const std::exception&) { // out of memory or descriptors: as passing as a broken network
        return net::NetError(net::Failure::connect, "this controller is out of resources");
    }
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
