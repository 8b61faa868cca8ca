// The one thread on which the faces live that listen, and how such a face comes to its end on it.
#pragma once

#include "dp/status.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <functional>
#include <future>
#include <memory>
#include <string_view>
#include <thread>

namespace avhost::face {

// Any thread, at any time; must not throw.
using Log = std::function<void(dp::LogLevel level, std::string_view text)>;

class Loop {
public:
    explicit Loop(Log log);
    // Ends the thread. No face is on it any more: see Presence.
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    boost::asio::io_context& context() { return context_; }

    // Runs `task` on the loop's thread and waits for it; what it throws comes out here. Not from that thread.
    void perform(const std::function<void()>& task);

private:
    void run();

    const Log log_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

// Whether anything of a face is still on the loop: each of its sessions and handlers holds a token.
class Presence {
public:
    using Token = std::shared_ptr<const void>;

    Presence();
    const Token& token() const { return token_; } // none once wait() was called

    // Waits until all tokens are gone, which the face has to bring about before. Once.
    void wait();

private:
    std::shared_ptr<std::promise<void>> gone_; // outlives this by the last token's end
    Token token_;
};

} // namespace avhost::face
