package io.reliablemessage.service.security;

/** Who wants to know of calls that a person or an administrator's token may not make. */
public interface DeniedCalls {

    /** Called before the refusal is answered; does not throw. */
    void denied(Caller caller, String method, String path);
}
