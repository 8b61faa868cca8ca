#include "face/loop.hpp"

#include <boost/asio/post.hpp>

#include <exception>
#include <string>
#include <utility>

namespace avhost::face {

Loop::Loop(Log log)
    : log_{std::move(log)}
    , work_{context_.get_executor()}
    , thread_{[this] { run(); }} {}

Loop::~Loop() {
    work_.reset();
    thread_.join();
}

void Loop::run() {
    while (true) {
        try {
            context_.run();
            return;
        } catch (const std::exception& problem) { // one connection's trouble; the others go on
            log_(dp::LogLevel::error, std::string{"A connection met a fault: "} + problem.what());
        }
    }
}

void Loop::perform(const std::function<void()>& task) {
    std::packaged_task<void()> packaged{task};
    auto done = packaged.get_future();
    boost::asio::post(context_, [&packaged] { packaged(); });
    done.get();
}

Presence::Presence()
    : gone_{std::make_shared<std::promise<void>>()}
    , token_{gone_.get(), [gone = gone_](const void*) { gone->set_value(); }} {}

void Presence::wait() {
    auto gone = gone_->get_future();
    token_.reset();
    gone.wait();
}

} // namespace avhost::face
