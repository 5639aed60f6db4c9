// Written from openapi.json by: npm run openapi

export interface paths {
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getProblemType"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOrganisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["changeOrganisation"];
        trace?: never;
    };
    "/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listClients"];
        put?: never;
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeClient"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff-issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listStaffIssuers"];
        put?: never;
        post: operations["createStaffIssuer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff-issuers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStaffIssuer"];
        put?: never;
        post?: never;
        delete: operations["deleteStaffIssuer"];
        options?: never;
        head?: never;
        patch: operations["changeStaffIssuer"];
        trace?: never;
    };
    "/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRequests"];
        put?: never;
        post: operations["openRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["patchRequest"];
        trace?: never;
    };
    "/v1/requests/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["acknowledgeRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/ask-identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["askIdentityRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/confirm-identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["confirmIdentityRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/reject-identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rejectIdentityRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/confirm-authority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["confirmAuthorityRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/reject-authority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rejectAuthorityRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/ask-clarification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["askClarificationRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/record-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["recordAnswerRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["extendRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/correct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["correctRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["closeRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reopenRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["decideRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/fulfil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["fulfilRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/revise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reviseRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/amend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["amendRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["dropRight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/rights/{right}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["liftRestriction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/account-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["openAccountSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getClock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clock/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDuplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRelated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["splitRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getForm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/{slug}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/{slug}/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/{slug}/verifications/{vrf}/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["redeemCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMessages"];
        put?: never;
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDocuments"];
        put?: never;
        post: operations["addDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/documents/{doc}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDocumentContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["changeMyContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/contact/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["redeemMyContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["endMySession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMyRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMyRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelMyRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMyMessages"];
        put?: never;
        post: operations["writeMyMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMyDocuments"];
        put?: never;
        post: operations["handInDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/documents/{doc}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMyDocumentContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMyExports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/exports/{exp}/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["stepUpMyExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/requests/{id}/exports/{exp}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["downloadMyExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLettersToPost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{id}/pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["printLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resendLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{id}/record-posted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["recordLetterPosted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/languages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLanguages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/preview/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["previewLetter"];
        put?: never;
        post: operations["previewLetterWording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/style": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLetterStyle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["changeLetterStyle"];
        trace?: never;
    };
    "/v1/letters/wordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLetterWordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/wordings/{type}/{locale}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLetterWording"];
        put: operations["changeLetterWording"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/wordings/{type}/{locale}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLetterWordingVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/records/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["replaceRecords"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["reviewRecord"];
        trace?: never;
    };
    "/v1/requests/{id}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/records/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reviewRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTasks"];
        put?: never;
        post: operations["openTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/tasks/{task}/remind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["remindTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/tasks/{task}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["answerTaskForOwner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/tasks/{task}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["openTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["answerTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["bringTaskRecords"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSources"];
        put?: never;
        post: operations["createSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSource"];
        put?: never;
        post?: never;
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        patch: operations["changeSource"];
        trace?: never;
    };
    "/v1/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listGateways"];
        put?: never;
        post: operations["createGateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gateways/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rotateGateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gateways/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteGateway"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbound/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["takeMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/bounces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reportBounce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRegister"];
        put: operations["replaceRegister"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/assessment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAssessment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listExports"];
        put?: never;
        post: operations["askForExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["previewExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["releaseExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["revokeExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schemas/export-v1.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getExportSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/evidence/signing-key.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSigningKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["followExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/transmit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["transmitExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/exports/{exp}/transmissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTransmissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["readFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evidence/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWebhookEndpoints"];
        put?: never;
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        patch: operations["changeWebhookEndpoint"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rotateWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["replayWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar-feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCalendarFeeds"];
        put?: never;
        post: operations["createCalendarFeed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar-feeds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeCalendarFeed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar/{secret}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["readCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["placeHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/release-hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["releaseHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["previewRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["countSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["liftSuppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["importSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restrictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRestrictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restrictions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["checkKnownRestriction"];
        put?: never;
        post: operations["checkRestrictions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStatisticsReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/register-of-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRegisterOfRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRecipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/recipients/{rcp}/tell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["tellRecipient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/recipients/{rcp}/mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["markRecipient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/requests/{id}/directives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRequestDirectives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/directives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDirectives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/directives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMyDirectives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    request_received: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_received"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_acknowledged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_acknowledged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_flagged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_flagged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_split: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_split"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_split_off: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_split_off"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_corrected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_corrected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_cancelled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_closed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_closed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_reopened: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_request_reopened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    identity_asked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_identity_asked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    identity_told: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_identity_told"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    identity_ask_ended: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_identity_ask_ended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    account_sign_in_opened: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_account_sign_in_opened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    identity_confirmed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_identity_confirmed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    identity_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_identity_rejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    contact_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_contact_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    mailbox_proven: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_mailbox_proven"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    authority_accepted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_authority_accepted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    authority_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_authority_rejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    clarification_asked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_clarification_asked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    clarification_told: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_clarification_told"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    answer_recorded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_answer_recorded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    extension_decided: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_extension_decided"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    extension_notified: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_extension_notified"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    extension_lapsed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_extension_lapsed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_added: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_added"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_amended: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_amended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_dropped: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_dropped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_decided: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_decided"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_fulfilled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_fulfilled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipients_opened: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipients_opened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipient_notice_written: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipient_notice_written"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipient_told: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipient_told"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipient_not_reached: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipient_not_reached"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipient_marked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipient_marked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    recipients_not_needed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_recipients_not_needed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_answered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_answered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_unanswered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_unanswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    right_revised: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_right_revised"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    consent_withdrawn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_consent_withdrawn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    directive_registered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_directive_registered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    directive_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_directive_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    directive_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_directive_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    directive_carried_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_directive_carried_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    directive_restored: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_directive_restored"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    restriction_lifted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_restriction_lifted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    restriction_lift_told: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_restriction_lift_told"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    restriction_lift_untold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_restriction_lift_untold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    deadline_moved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_deadline_moved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    clock_rules_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_clock_rules_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    message_received: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_message_received"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    message_sent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_message_sent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    document_added: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_document_added"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    document_viewed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_document_viewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    document_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_document_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_sent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_sent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_delayed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_delayed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_held_back: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_held_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_posted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_posted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_resent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_resent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_withdrawn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_withdrawn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    records_replaced: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_records_replaced"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    record_reviewed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_record_reviewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    records_reviewed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_records_reviewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_opened: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_opened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_viewed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_viewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_answered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_answered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_reminded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_reminded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_handed_over: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_handed_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    task_cancelled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_task_cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_asked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_asked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_compiled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_compiled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_viewed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_viewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_released: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_released"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_downloaded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_downloaded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    transmission_asked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_transmission_asked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_transmitted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_transmitted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    transmission_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_transmission_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    export_expired: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_export_expired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    hold_placed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_hold_placed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    hold_released: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_hold_released"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    case_erased: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_case_erased"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    organisation_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_organisation_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    organisation_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_organisation_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_wording_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_wording_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    letter_style_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_letter_style_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    suppressions_imported: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_suppressions_imported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    suppression_lifted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_suppression_lifted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    register_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_register_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    source_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_source_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    source_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_source_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    source_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_source_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    holidays_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_holidays_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    digest_written: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_digest_written"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    receipts_delayed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_receipts_delayed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    calendar_feed_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_calendar_feed_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    calendar_feed_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_calendar_feed_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    gateway_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_gateway_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    gateway_rotated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_gateway_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    gateway_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_gateway_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_endpoint_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhook_endpoint_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_endpoint_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhook_endpoint_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_endpoint_rotated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhook_endpoint_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_endpoint_disabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhook_endpoint_disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_endpoint_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhook_endpoint_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhooks_replayed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_webhooks_replayed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    client_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_client_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    client_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_client_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    staff_issuer_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_staff_issuer_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    staff_issuer_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_staff_issuer_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    staff_issuer_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_staff_issuer_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["webhook_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        AccountSignIn: {
            object: "account_sign_in";
            nonce: string;
            issuer: string;
            audience: string;
            max_age_seconds: number;
            expires_at: string;
        };
        AcknowledgeCommand: {
            assignee?: string | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        AmendCommand: {
            details: {
                [key: string]: unknown;
            };
            reason: string;
        };
        AnswerTask: {
            answer: "found" | "nothing_held" | "cannot";
            reason?: string | null;
            note?: string | null;
        };
        AskClarificationCommand: {
            question: string;
            large_volume: boolean;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        AskForExport: {
            kind: "access" | "portability";
            format: "json" | "csv" | "zip";
        };
        AskIdentityCommand: {
            doubt: string;
            question: string;
            accepted_methods: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person")[];
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        AssessedRight: {
            id: string;
            right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
            article: components["schemas"]["Provision"];
            tells_recipients: boolean;
            grounds: {
                code: "not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given";
                article: components["schemas"]["Provision"];
                partial_only: boolean;
            }[];
            needs_search: boolean;
            activities: {
                activity: string;
                name: string;
                legal_basis: "consent" | "contract" | "legal_obligation" | "vital_interests" | "public_task" | "legitimate_interests";
                otherwise: string | null;
                applies: "yes" | "no" | "marketing_only";
                condition: ("provided_data" | "unless_needed" | "so_far_as_required") | null;
                why: string;
                article: components["schemas"]["Provision"];
                recipients: string[];
                sources: string[];
            }[];
            recipients: {
                name: string;
                role: string | null;
                activities: string[];
            }[];
            sources: {
                key: string;
                name: string | null;
                activities: string[];
            }[];
        };
        Assessment: {
            object: "assessment";
            request: string;
            register: {
                version: number;
                updated_at: string | null;
                empty: boolean;
            };
            rights: components["schemas"]["AssessedRight"][];
            sources: {
                id: string;
                key: string;
                name: string | null;
                holds: string | null;
                searched: ("open" | "found" | "nothing_held" | "cannot" | "cancelled") | null;
                activities: string[] | null;
                unknown_activities: string[];
            }[];
            warnings: components["schemas"]["Warning"][];
        };
        AuthorityChecklist: {
            rights?: boolean | null;
            length?: boolean | null;
            data?: boolean | null;
            subject_identity?: boolean | null;
            representative_identity?: boolean | null;
            recipient?: boolean | null;
            child_identity?: boolean | null;
            parental_authority?: boolean | null;
            death?: boolean | null;
            quality?: boolean | null;
        };
        AuthorityView: {
            status: "not_needed" | "unproven" | "accepted" | "rejected";
            rights: string[] | null;
            valid_until: string | null;
            ended: boolean;
            answer_to: "requester" | "data_subject";
            contact: {
                email?: string;
                postal_address?: string;
            } | null;
            checklist: {
                item: "rights" | "length" | "data" | "subject_identity" | "representative_identity" | "recipient" | "child_identity" | "parental_authority" | "death" | "quality";
                sentence: string;
                source: string;
                stated: boolean | null;
            }[];
        };
        Bounce: {
            object: "bounce";
            letter: string;
            outcome: "failed" | "noted" | "known";
        };
        CalendarFeed: {
            id: string;
            object: "calendar_feed";
            name: string | null;
            created_at: string;
            warnings: components["schemas"]["Warning"][];
        };
        CalendarFeedList: {
            object: "list";
            data: components["schemas"]["CalendarFeed"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Caller: {
            object: "caller";
            organisation: string;
            client: string;
            role: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
            acting_user: string | null;
            asserted_by: ("client" | "issuer") | null;
            subject: string | null;
            expires_at: string;
        };
        CancelCommand: {
            reason?: string | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        CancelOwnRequest: {
            reason?: string | null;
        };
        CancelTask: {
            reason: string;
        };
        Challenge: {
            verification: components["schemas"]["Verification"];
        };
        ChangeChallenge: {
            required: boolean;
            difficulty: number;
        };
        ChangeContact: {
            email: string;
            requests?: string[] | null;
            locale?: string | null;
        };
        ChangeLetterStyle: {
            sender_name?: string | null;
            sender_address?: string | null;
            reply_to?: string | null;
            colours?: {
                band: string;
                heading: string;
            } | null;
            logo?: {
                content: string;
            } | null;
        };
        ChangeLetterWording: {
            subject?: string | null;
            text: string | null;
        };
        ChangeOrganisation: {
            name?: string | null;
            contact?: components["schemas"]["Contact"] | null;
            supervisory_authority?: components["schemas"]["SupervisoryAuthority"] | null;
            allowed_origins?: string[] | null;
            locale?: string | null;
            calendar?: string | null;
            time_zone?: string | null;
            regime?: ("gdpr" | "uk_gdpr") | null;
            settings?: {
                four_eyes?: {
                    required: boolean;
                    reason?: string | null;
                } | null;
                deadline_watch?: components["schemas"]["DeadlineWatch"] | null;
                retention?: {
                    identity_documents?: {
                        days: number;
                        reason?: string | null;
                    } | null;
                    exports?: {
                        days: number;
                        reason?: string | null;
                    } | null;
                    case_files?: {
                        months: number;
                        reason?: string | null;
                    } | null;
                    objection_fingerprints?: {
                        years: number;
                        reason?: string | null;
                    } | null;
                } | null;
                identity?: {
                    levels?: {
                        access?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        rectification?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        erasure?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        restriction?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        portability?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        post_mortem?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        withdrawal?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                        marketing_objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason?: string | null;
                        } | null;
                    } | null;
                    methods?: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person")[] | null;
                    issuer?: {
                        issuer: string;
                        audience: string;
                        jwks_url?: string | null;
                        jwks?: {
                            keys: {
                                kty: "RSA" | "EC" | "OKP";
                                kid?: string | null;
                                alg?: string | null;
                                crv?: string | null;
                                x?: string | null;
                                y?: string | null;
                                n?: string | null;
                                e?: string | null;
                                use?: "sig" | null;
                                key_ops?: "verify"[] | null;
                                x5c?: string[] | null;
                                x5t?: string | null;
                                "x5t#S256"?: string | null;
                            }[];
                        } | null;
                        max_age_seconds?: number | null;
                    } | null;
                } | null;
                challenge?: components["schemas"]["ChangeChallenge"] | null;
                download_step_up?: components["schemas"]["DownloadStepUp"] | null;
                collect?: ("on_verification" | "on_receipt" | "by_staff") | null;
                inbound_address?: string | null;
            } | null;
        };
        ChangeSource: {
            name?: string | null;
            owner_email?: string | null;
            holds?: string | null;
            active?: boolean | null;
            activities?: string[] | null;
        };
        ChangeStaffIssuer: {
            name?: string | null;
            jwks_url?: string | null;
            jwks?: {
                keys: {
                    kty: "RSA" | "EC" | "OKP";
                    kid?: string | null;
                    alg?: string | null;
                    crv?: string | null;
                    x?: string | null;
                    y?: string | null;
                    n?: string | null;
                    e?: string | null;
                    use?: "sig" | null;
                    key_ops?: "verify"[] | null;
                    x5c?: string[] | null;
                    x5t?: string | null;
                    "x5t#S256"?: string | null;
                }[];
            } | null;
            algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[] | null;
            authorized_parties?: string[] | null;
            roles_claim?: string[] | null;
            roles?: {
                value: string;
                role: "auditor" | "agent" | "dpo" | "admin";
            }[] | null;
        };
        ChangeWebhookEndpoint: {
            name?: string | null;
            url?: string | null;
            types?: ("*" | "request_received" | "request_acknowledged" | "request_changed" | "request_flagged" | "request_split" | "request_split_off" | "request_corrected" | "request_cancelled" | "request_closed" | "request_reopened" | "identity_asked" | "identity_told" | "identity_ask_ended" | "account_sign_in_opened" | "identity_confirmed" | "identity_rejected" | "contact_changed" | "mailbox_proven" | "authority_accepted" | "authority_rejected" | "clarification_asked" | "clarification_told" | "answer_recorded" | "extension_decided" | "extension_notified" | "extension_lapsed" | "right_added" | "right_amended" | "right_dropped" | "right_decided" | "right_fulfilled" | "recipients_opened" | "recipient_notice_written" | "recipient_told" | "recipient_not_reached" | "recipient_marked" | "recipients_not_needed" | "right_answered" | "right_unanswered" | "right_revised" | "consent_withdrawn" | "directive_registered" | "directive_changed" | "directive_revoked" | "directive_carried_out" | "directive_restored" | "restriction_lifted" | "restriction_lift_told" | "restriction_lift_untold" | "deadline_moved" | "clock_rules_changed" | "message_received" | "message_sent" | "document_added" | "document_viewed" | "document_deleted" | "letter_sent" | "letter_failed" | "letter_delayed" | "letter_held_back" | "letter_posted" | "letter_resent" | "letter_withdrawn" | "records_replaced" | "record_reviewed" | "records_reviewed" | "task_opened" | "task_viewed" | "task_answered" | "task_reminded" | "task_handed_over" | "task_cancelled" | "export_asked" | "export_compiled" | "export_failed" | "export_viewed" | "export_released" | "export_downloaded" | "transmission_asked" | "export_transmitted" | "transmission_failed" | "export_revoked" | "export_expired" | "hold_placed" | "hold_released" | "case_erased" | "organisation_created" | "organisation_changed" | "letter_wording_changed" | "letter_style_changed" | "suppressions_imported" | "suppression_lifted" | "register_changed" | "source_created" | "source_changed" | "source_deleted" | "holidays_changed" | "digest_written" | "receipts_delayed" | "calendar_feed_created" | "calendar_feed_revoked" | "gateway_created" | "gateway_rotated" | "gateway_deleted" | "webhook_endpoint_created" | "webhook_endpoint_changed" | "webhook_endpoint_rotated" | "webhook_endpoint_disabled" | "webhook_endpoint_deleted" | "webhooks_replayed" | "client_created" | "client_revoked" | "staff_issuer_created" | "staff_issuer_changed" | "staff_issuer_deleted")[] | null;
            enabled?: boolean | null;
        };
        CheckRestrictions: {
            people: {
                email?: string | null;
                identifier?: string | null;
            }[];
        } | {
            email?: string | null;
            identifier?: string | null;
        };
        CheckSuppressions: {
            email: string;
        } | {
            emails: string[];
        };
        CheckedRestrictions: components["schemas"]["RestrictionCheck"] | components["schemas"]["RestrictionCheckList"];
        CheckedSuppressions: components["schemas"]["Suppression"] | components["schemas"]["SuppressionList"];
        Checkpoint: {
            id: string;
            object: "checkpoint";
            number: number;
            statement: {
                type: string;
                organisation: string;
                number: number;
                events: number;
                events_before: number;
                root: string;
                previous: string | null;
                at: string;
                key_id: string;
            };
            hash: string;
            signature: string;
            sent_at: string | null;
        };
        CheckpointList: {
            object: "list";
            data: components["schemas"]["Checkpoint"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Client: {
            id: string;
            object: "client";
            name: string;
            role: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
            created_at: string;
        };
        ClientList: {
            object: "list";
            data: components["schemas"]["Client"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Clock: {
            object: "clock";
            state: "running" | "paused" | "stopped";
            received_at: string;
            received_on: string;
            time_zone: string;
            calendar: string;
            regime: "gdpr" | "uk_gdpr";
            due_on: string | null;
            nominal_due_on: string | null;
            strict_due_on: string;
            refusal_due_on: string | null;
            due_at: string | null;
            paused_days: number | null;
            pauses: {
                from: string;
                until: string | null;
                reason: string;
                days: number | null;
            }[];
            extension: {
                notified_at: string | null;
                valid: boolean;
                notice_due_on: string | null;
            } | null;
            rights?: {
                id: string;
                due_on: string | null;
                act_by: string | null;
                extended: boolean;
            }[];
            warnings: components["schemas"]["Warning"][];
            explanation: {
                rule: string;
                text: string;
                date?: string;
            }[];
        };
        ClockPreview: {
            received_at: string;
            time_zone?: string | null;
            calendar?: string | null;
            regime?: ("gdpr" | "uk_gdpr") | null;
            as_of?: string | null;
            events?: {
                type: "identity_requested" | "identity_provided" | "clarification_requested" | "clarification_provided" | "extension_notified";
                at: string;
                sufficient?: boolean | null;
                large_volume?: boolean | null;
            }[] | null;
        };
        CloseCommand: {
            reason: "completed" | "duplicate" | "identity_not_established" | "not_controller" | "not_a_rights_request";
            duplicate_of?: string | null;
            forwarded_to?: string | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        ConfirmAuthorityCommand: {
            documents?: string[] | null;
            note: string;
            checklist?: components["schemas"]["AuthorityChecklist"] | null;
            rights?: string[] | null;
            valid_until?: string | null;
            answer_to?: ("requester" | "data_subject") | null;
            contact?: {
                email?: string | null;
                postal_address?: string | null;
            } | null;
        };
        ConfirmIdentityCommand: {
            method: "mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person";
            note: string;
            answered_at?: string | null;
            in_reply_to?: (string) | null;
            assertion?: string | null;
        };
        Contact: {
            dpo_email: string;
            postal_address?: string | null;
            phone?: string | null;
        };
        ContactChange: {
            object: "contact_change";
            requests: string[];
            has_more: boolean;
            access_token: string;
            token_type: "Bearer";
            expires_in: number;
        };
        CorrectCommand: {
            requester?: components["schemas"]["Person"] | null;
            data_subject?: components["schemas"]["DataSubject"] | null;
            capacity?: ("self" | "representative" | "parent" | "heir" | "designated_person") | null;
            channel?: ("web" | "email" | "post" | "phone" | "in_person") | null;
            received_at?: string | null;
            received_on?: string | null;
            locale?: string | null;
            reply_by?: ("email" | "post") | null;
            reason: string;
        };
        CreateCalendarFeed: {
            name: string;
        };
        CreateClient: {
            name: string;
            role: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
        };
        CreateGateway: {
            name: string;
        };
        CreateOrganisation: {
            slug: string;
            name: string;
            country: string;
            calendar?: string | null;
            time_zone?: string | null;
            locale?: string | null;
            regime?: ("gdpr" | "uk_gdpr") | null;
            contact: components["schemas"]["Contact"];
            supervisory_authority?: components["schemas"]["SupervisoryAuthority"] | null;
            allowed_origins?: string[] | null;
        };
        CreateSource: {
            name: string;
            key: string;
            owner_email: string;
            holds?: string | null;
            active?: boolean | null;
            activities?: string[] | null;
        };
        CreateStaffIssuer: {
            name: string;
            issuer: string;
            audience: string;
            jwks_url?: string | null;
            jwks?: {
                keys: {
                    kty: "RSA" | "EC" | "OKP";
                    kid?: string | null;
                    alg?: string | null;
                    crv?: string | null;
                    x?: string | null;
                    y?: string | null;
                    n?: string | null;
                    e?: string | null;
                    use?: "sig" | null;
                    key_ops?: "verify"[] | null;
                    x5c?: string[] | null;
                    x5t?: string | null;
                    "x5t#S256"?: string | null;
                }[];
            } | null;
            algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[] | null;
            authorized_parties?: string[] | null;
            roles_claim: string[];
            roles: {
                value: string;
                role: "auditor" | "agent" | "dpo" | "admin";
            }[];
        };
        CreateWebhookEndpoint: {
            name: string;
            url: string;
            types?: ("*" | "request_received" | "request_acknowledged" | "request_changed" | "request_flagged" | "request_split" | "request_split_off" | "request_corrected" | "request_cancelled" | "request_closed" | "request_reopened" | "identity_asked" | "identity_told" | "identity_ask_ended" | "account_sign_in_opened" | "identity_confirmed" | "identity_rejected" | "contact_changed" | "mailbox_proven" | "authority_accepted" | "authority_rejected" | "clarification_asked" | "clarification_told" | "answer_recorded" | "extension_decided" | "extension_notified" | "extension_lapsed" | "right_added" | "right_amended" | "right_dropped" | "right_decided" | "right_fulfilled" | "recipients_opened" | "recipient_notice_written" | "recipient_told" | "recipient_not_reached" | "recipient_marked" | "recipients_not_needed" | "right_answered" | "right_unanswered" | "right_revised" | "consent_withdrawn" | "directive_registered" | "directive_changed" | "directive_revoked" | "directive_carried_out" | "directive_restored" | "restriction_lifted" | "restriction_lift_told" | "restriction_lift_untold" | "deadline_moved" | "clock_rules_changed" | "message_received" | "message_sent" | "document_added" | "document_viewed" | "document_deleted" | "letter_sent" | "letter_failed" | "letter_delayed" | "letter_held_back" | "letter_posted" | "letter_resent" | "letter_withdrawn" | "records_replaced" | "record_reviewed" | "records_reviewed" | "task_opened" | "task_viewed" | "task_answered" | "task_reminded" | "task_handed_over" | "task_cancelled" | "export_asked" | "export_compiled" | "export_failed" | "export_viewed" | "export_released" | "export_downloaded" | "transmission_asked" | "export_transmitted" | "transmission_failed" | "export_revoked" | "export_expired" | "hold_placed" | "hold_released" | "case_erased" | "organisation_created" | "organisation_changed" | "letter_wording_changed" | "letter_style_changed" | "suppressions_imported" | "suppression_lifted" | "register_changed" | "source_created" | "source_changed" | "source_deleted" | "holidays_changed" | "digest_written" | "receipts_delayed" | "calendar_feed_created" | "calendar_feed_revoked" | "gateway_created" | "gateway_rotated" | "gateway_deleted" | "webhook_endpoint_created" | "webhook_endpoint_changed" | "webhook_endpoint_rotated" | "webhook_endpoint_disabled" | "webhook_endpoint_deleted" | "webhooks_replayed" | "client_created" | "client_revoked" | "staff_issuer_created" | "staff_issuer_changed" | "staff_issuer_deleted")[] | null;
            client?: string | null;
        };
        DataSubject: {
            name: string;
            identifiers?: {
                type: string;
                value: string;
            }[] | null;
        };
        DeadlineWatch: {
            days_before: number[];
            unanswered_days: number;
        };
        DecideCommand: {
            outcome: "granted" | "partially_granted" | "refused" | "no_data_held";
            grounds?: ("not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given")[] | null;
            reasons?: string | null;
            items?: {
                activity: string;
                legal_basis?: string | null;
                outcome: "granted" | "partially_granted" | "refused" | "no_data_held";
                grounds?: ("not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given")[] | null;
            }[] | null;
            note?: string | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        Directive: {
            id: string;
            object: "directive";
            status: "in_force" | "changed" | "revoked" | "carried_out";
            person: {
                name: string;
                other_name?: string;
                email?: string;
                identifiers?: {
                    type: string;
                    value: string;
                }[];
            } | null;
            directives: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string;
                recipient?: string;
            }[];
            designated_person: {
                name: string;
                email?: string;
            } | null;
            identity_level: "none" | "mailbox" | "verified";
            registered_at: string;
            registered_by: string;
            ended_at: string | null;
            ended_by: string | null;
            warnings: components["schemas"]["Warning"][];
        };
        DirectiveList: {
            object: "list";
            data: components["schemas"]["Directive"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Document: {
            id: string;
            object: "document";
            kind: "identity" | "authority" | "evidence" | "letter";
            media_type: "application/pdf" | "image/png" | "image/jpeg";
            filename: string | null;
            bytes: number;
            sha256: string;
            uploaded_by: "requester" | "staff";
            answers: ("identity" | "clarification") | null;
            created_at: string;
            deleted_at: string | null;
        };
        DocumentList: {
            object: "list";
            data: components["schemas"]["Document"][];
            has_more: boolean;
            next_cursor?: string;
        };
        DownloadForm: {
            access_token?: string | null;
            code?: string | null;
        };
        DownloadStepUp: {
            required: boolean;
        };
        DropCommand: {
            reason: string;
        };
        Event: {
            id: string;
            object: "event";
            request_id: string | null;
            type: string;
            at: string;
            actor: {
                type: string;
                id: string | null;
                acting_user: string | null;
                asserted_by: ("client" | "issuer") | null;
                subject: string | null;
            };
            summary: string;
            details: {
                [key: string]: unknown;
            };
            sequence: number;
            hash: string;
            previous_hash: string | null;
        };
        EventList: {
            object: "list";
            data: components["schemas"]["Event"][];
            has_more: boolean;
            next_cursor?: string;
        };
        EvidenceBundle: {
            format: "habeas.evidence";
            version: 1;
            organisation: string;
            request: string;
            reference: string;
            events: {
                body: {
                    [key: string]: unknown;
                };
                hash: string;
                detail: {
                    [key: string]: unknown;
                } | null;
                detail_key: string | null;
                inclusion: {
                    checkpoint: number;
                    index: number;
                    path: string[];
                } | null;
            }[];
            clock: components["schemas"]["Clock"];
            decisions: {
                right_id: string;
                right: string;
                article: string;
                status: string;
                outcome: string | null;
                grounds: {
                    code: string;
                    article: string | null;
                }[];
                decided_at: string | null;
                fulfilled_at: string | null;
                answered_on: string | null;
                due_on: string | null;
            }[];
            letters: {
                id: string;
                type: string;
                by: string;
                state: string;
                message_id: string;
                sent_at: string | null;
                posted_on: string | null;
                text_sha256: string | null;
            }[];
            erasure: {
                statement: {
                    [key: string]: unknown;
                };
                signature: string;
            } | null;
            checkpoints: {
                statement: {
                    type: string;
                    organisation: string;
                    number: number;
                    events: number;
                    events_before: number;
                    root: string;
                    previous: string | null;
                    at: string;
                    key_id: string;
                };
                signature: string;
            }[];
            keys: {
                id: string;
                algorithm: string;
                public_key: string;
                since: string | null;
            }[];
            head: {
                statement: {
                    type: string;
                    organisation: string;
                    request: string;
                    sequence: number;
                    hash: string;
                    contents: {
                        [key: string]: string;
                    };
                    at: string;
                    key_id: string;
                };
                signature: string;
            };
        };
        Export: {
            id: string;
            object: "export";
            kind: "access" | "portability";
            format: "json" | "csv" | "zip";
            status: "queued" | "compiling" | "ready" | "released" | "failed" | "expired" | "revoked";
            records_done: number;
            records_total: number;
            bytes: number | null;
            sha256: string | null;
            created_at: string;
            released_at: string | null;
            expires_at: string | null;
            warnings?: {
                code: string;
                message: string;
            }[];
            step_up_required?: boolean;
        };
        ExportList: {
            object: "list";
            data: components["schemas"]["Export"][];
            has_more: boolean;
            next_cursor?: string;
        };
        ExtendCommand: {
            ground: "complexity" | "number_of_requests";
            reasons: string;
            rights?: string[] | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        Form: {
            object: "form";
            name: string;
            contact: {
                dpo_email: string;
                postal_address: string | null;
                phone: string | null;
            };
            locales: string[];
            rights: {
                right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
                title: string;
                explanation: string;
                article: string;
                schema: {
                    [key: string]: unknown;
                };
            }[];
            challenge: components["schemas"]["FormChallenge"] | null;
        };
        FormChallenge: {
            algorithm: "SHA-256";
            challenge: string;
            maxnumber: number;
            salt: string;
            signature: string;
            expires_at: string;
        };
        FoundDirective: {
            id: string;
            object: "directive";
            status: "in_force" | "changed" | "revoked" | "carried_out";
            person: {
                name: string;
                other_name?: string;
                email?: string;
                identifiers?: {
                    type: string;
                    value: string;
                }[];
            } | null;
            directives: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string;
                recipient?: string;
                stands: ("wholly" | "in_part" | "not") | null;
                yields_to: string[];
            }[];
            designated_person: {
                name: string;
                email?: string;
            } | null;
            identity_level: "none" | "mailbox" | "verified";
            registered_at: string;
            registered_by: string;
            ended_at: string | null;
            ended_by: string | null;
            warnings: components["schemas"]["Warning"][];
            designated_writes: boolean;
            matched_by: ("email" | "identifier" | "name")[];
        };
        FoundDirectiveList: {
            object: "list";
            data: components["schemas"]["FoundDirective"][];
            has_more: boolean;
            next_cursor?: string;
        };
        FulfilCommand: {
            note: string;
            recipients?: {
                name: string;
                told_at?: string | null;
                not_told?: ("impossible" | "disproportionate") | null;
            }[] | null;
            none_to_tell?: boolean | null;
            public_measures?: string | null;
            directives?: string[] | null;
            systems?: {
                system: string;
                what: string;
                on?: string | null;
            }[] | null;
            corrections?: {
                field: string;
                system?: string | null;
                former?: string | null;
                corrected?: string | null;
            }[] | null;
            evidence?: string[] | null;
            statement_kept_in?: string[] | null;
            remains?: {
                activity?: string | null;
                what?: string | null;
                grounds?: ("not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given")[] | null;
                reasons?: string | null;
                until?: string | null;
            }[] | null;
            consents?: string[] | null;
            stopped_on?: string | null;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        Fulfilment: {
            note: string | null;
            systems: {
                system: string;
                what: string;
                on: string | null;
            }[];
            corrections: {
                field: string;
                system: string | null;
                former: string | null;
                corrected: string | null;
            }[];
            evidence: string[];
            statement_kept_in: string[];
            remains: {
                activity: string | null;
                name: string | null;
                what: string | null;
                grounds: string[];
                reasons: string | null;
                until: string | null;
                retention: string | null;
            }[];
            consents: string[] | null;
            withdrawn_on: string | null;
            stopped_on: string | null;
            public_measures: string | null;
            recipients: {
                name: string;
                told_at: string | null;
                not_told: string | null;
            }[];
        };
        Gateway: {
            id: string;
            object: "gateway";
            name: string | null;
            created_at: string;
            rotated_at: string | null;
            former_secret_until: string | null;
            mail: {
                opened: number;
                joined: number;
                bounce: number;
                left_alone: number;
            };
            warnings: components["schemas"]["Warning"][];
        };
        GatewayList: {
            object: "list";
            data: components["schemas"]["Gateway"][];
            has_more: boolean;
            next_cursor?: string;
        };
        GatewayWithSecret: {
            id: string;
            object: "gateway";
            name: string | null;
            created_at: string;
            rotated_at: string | null;
            former_secret_until: string | null;
            secret: string;
        };
        Health: {
            object: "health";
            status: "ok";
        };
        InboundEmail: {
            object: "inbound_email";
            outcome: "opened" | "joined" | "bounce" | "left_alone";
            reason: ("automatic" | "list" | "null_sender" | "own_mail" | "no_failure" | "unknown_letter" | "thread_full") | null;
            request: string | null;
            message: string | null;
            letter: string | null;
            repeated: boolean;
        };
        IntakeReceipt: {
            object: "intake_receipt";
            reference: string;
            received_at: string;
            received_on: string;
            due_on: string;
            verification: components["schemas"]["Verification"];
        };
        Language: {
            object: "language";
            language: "bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv";
            name: string;
            review: "reviewed" | "unreviewed";
        };
        LanguageList: {
            object: "list";
            data: components["schemas"]["Language"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Letter: {
            id: string;
            object: "letter";
            request_id: string | null;
            type: string;
            by: "email" | "post";
            locale: string;
            state: "queued" | "sent" | "deferred" | "failed" | "posted" | "withdrawn";
            subject: string | null;
            created_at: string;
            sent_at: string | null;
            posted_on: string | null;
            tracking: string | null;
            style_version: number | null;
            wording_version: number | null;
            message_id: string;
            attempts: number;
            last_error: string | null;
            warnings: components["schemas"]["Warning"][];
        };
        LetterList: {
            object: "list";
            data: components["schemas"]["Letter"][];
            has_more: boolean;
            next_cursor?: string;
        };
        LetterPreview: {
            object: "letter_preview";
            type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
            by: "email" | "post";
            locale: string;
            review: "reviewed" | "unreviewed";
            wording_version: number | null;
            subject: string;
            html: string;
            text: string;
            parts: {
                name: string;
                mandatory: boolean;
                article: string | null;
                text: string;
            }[];
        };
        LetterStyle: {
            object: "letter_style";
            version: number;
            updated_at: string | null;
            updated_by: {
                client: string;
                acting_user: string | null;
            } | null;
            sender_name: string | null;
            sender_address: string | null;
            reply_to: string | null;
            colours: {
                band: string;
                heading: string;
            };
            logo: {
                media_type: string;
                width: number;
                height: number;
                content: string;
            } | null;
            warnings: {
                code: string;
                message: string;
            }[];
        };
        LetterWording: {
            object: "letter_wording";
            type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
            locale: "bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv";
            version: number;
            updated_at: string | null;
            updated_by: {
                client: string;
                acting_user: string | null;
            } | null;
            subject: string | null;
            text: string | null;
            warnings: components["schemas"]["Warning"][];
            parts: {
                name: string;
                mandatory: boolean;
                article: string | null;
            }[];
            placeholders: string[];
        };
        LetterWordingList: {
            object: "list";
            data: components["schemas"]["LetterWording"][];
            has_more: boolean;
            next_cursor?: string;
        };
        LiftCommand: {
            on: string;
            reasons: string;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        LiftSuppression: {
            email: string;
            consented_on: string;
            reason: string;
        };
        ListedObjection: {
            email: string;
            objected_on: string;
        };
        MailView: {
            from: {
                name: string | null;
                address: string;
            };
            verified: false;
            subject: string | null;
            attachments: {
                name: string;
                document: string | null;
                refused: ("type" | "size" | "room") | null;
            }[];
            shortened: boolean;
        };
        MarkRecipient: {
            not_told: "impossible" | "disproportionate";
            reason: string;
        };
        Message: {
            id: string;
            object: "message";
            author: "requester" | "staff";
            text: string;
            email: components["schemas"]["MailView"] | null;
            answers: ("identity" | "clarification") | null;
            created_at: string;
        };
        MessageList: {
            object: "list";
            data: components["schemas"]["Message"][];
            has_more: boolean;
            next_cursor?: string;
        };
        MyAsk: {
            kind: "identity" | "clarification";
            question: string;
            accepted_methods: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person")[] | null;
            asked_at: string;
            replied_at: string | null;
        };
        MyDirective: {
            id: string;
            object: "my_directive";
            status: "in_force" | "changed" | "revoked" | "carried_out";
            registered_on: string;
            ended_on: string | null;
            directives: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string;
                recipient?: string;
            }[] | null;
            designated_person: {
                name: string;
                email?: string;
            } | null;
        };
        MyDirectiveList: {
            object: "list";
            data: components["schemas"]["MyDirective"][];
            has_more: boolean;
            next_cursor?: string;
        };
        MyFulfilment: {
            systems: {
                system: string;
                what: string;
                on: string | null;
            }[];
            corrections: {
                field: string;
                system: string | null;
                corrected: string | null;
            }[];
            statement_kept_in: string[];
            remains: {
                name: string | null;
                what: string | null;
                reasons: string | null;
                until: string | null;
                retention: string | null;
            }[];
            consents: string[] | null;
            withdrawn_on: string | null;
            stopped_on: string | null;
        };
        MyRequest: {
            id: string;
            object: "my_request";
            reference: string;
            status: "received" | "in_progress" | "awaiting_requester" | "closed";
            rights: components["schemas"]["MyRight"][];
            received_on: string;
            due_on: string | null;
            asks: components["schemas"]["MyAsk"][];
            allowed_actions: ("cancel" | "messages" | "documents")[];
        };
        MyRequestList: {
            object: "list";
            data: components["schemas"]["MyRequest"][];
            has_more: boolean;
            next_cursor?: string;
        };
        MyRight: {
            id: string;
            right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
            title: string;
            status: "pending" | "decided" | "fulfilled" | "lapsed";
            outcome: ("granted" | "partially_granted" | "refused" | "no_data_held") | null;
            reasons: string | null;
            remedies: string | null;
            due_on: string | null;
            recipients?: {
                name: string;
                status: "told" | "impossible" | "disproportionate";
                told_on: string | null;
            }[];
            lifted?: {
                on: string;
                reasons: string;
            };
            items?: {
                name: string;
                outcome: "granted" | "partially_granted" | "refused" | "no_data_held";
                reasons: string | null;
            }[];
            fulfilment?: components["schemas"]["MyFulfilment"];
        };
        NewCalendarFeed: {
            id: string;
            object: "calendar_feed";
            name: string;
            secret: string;
            url: string;
            created_at: string;
        };
        NewClient: {
            id: string;
            object: "client";
            name: string;
            role: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
            secret: string;
            created_at: string;
        };
        NewOrganisation: {
            id: string;
            object: "organisation";
            slug: string;
            name: string;
            country: string;
            calendar: string;
            time_zone: string;
            locale: string;
            regime: "gdpr" | "uk_gdpr";
            contact: {
                dpo_email: string;
                postal_address: string | null;
                phone: string | null;
            };
            supervisory_authority: {
                name: string;
                url: string;
            } | null;
            allowed_origins: string[];
            settings: {
                four_eyes: {
                    required: boolean;
                    reason: string | null;
                };
                deadline_watch: {
                    days_before: number[];
                    unanswered_days: number;
                };
                challenge: {
                    required: boolean;
                    difficulty: number;
                };
                download_step_up: {
                    required: boolean;
                };
                collect: "on_verification" | "on_receipt" | "by_staff";
                inbound_address: string | null;
                retention: {
                    identity_documents: {
                        days: number;
                        reason: string | null;
                    };
                    exports: {
                        days: number;
                        reason: string | null;
                    };
                    case_files: {
                        months: number;
                        reason: string | null;
                    };
                    objection_fingerprints: {
                        years: number;
                        reason: string | null;
                    };
                };
                identity: {
                    levels: {
                        access?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        rectification?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        erasure?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        restriction?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        portability?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        post_mortem?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        withdrawal?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        marketing_objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                    };
                    methods: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person")[];
                    issuer: {
                        issuer: string;
                        audience: string;
                        jwks_url: string | null;
                        jwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        max_age_seconds: number;
                    } | null;
                };
            };
            version: number;
            created_at: string;
            updated_at: string;
            client: {
                id: string;
                object: "client";
                name: string;
                role: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
                secret: string;
            };
        };
        NoFields: Record<string, never>;
        OpenRequest: {
            channel: "web" | "email" | "post" | "phone" | "in_person";
            received_at?: string | null;
            received_on?: string | null;
            requester: components["schemas"]["Person"];
            data_subject?: components["schemas"]["DataSubject"] | null;
            capacity?: ("self" | "representative" | "parent" | "heir" | "designated_person") | null;
            rights: components["schemas"]["Right"][];
            message?: string | null;
            locale?: string | null;
            reply_by?: ("email" | "post") | null;
            assignee?: string | null;
            external_reference?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
        };
        OpenTasks: {
            sources?: string[] | null;
            note?: string | null;
            due_on?: string | null;
        };
        Organisation: {
            id: string;
            object: "organisation";
            slug: string;
            name: string;
            country: string;
            calendar: string;
            time_zone: string;
            locale: string;
            regime: "gdpr" | "uk_gdpr";
            contact: {
                dpo_email: string;
                postal_address: string | null;
                phone: string | null;
            };
            supervisory_authority: {
                name: string;
                url: string;
            } | null;
            allowed_origins: string[];
            settings: {
                four_eyes: {
                    required: boolean;
                    reason: string | null;
                };
                deadline_watch: {
                    days_before: number[];
                    unanswered_days: number;
                };
                challenge: {
                    required: boolean;
                    difficulty: number;
                };
                download_step_up: {
                    required: boolean;
                };
                collect: "on_verification" | "on_receipt" | "by_staff";
                inbound_address: string | null;
                retention: {
                    identity_documents: {
                        days: number;
                        reason: string | null;
                    };
                    exports: {
                        days: number;
                        reason: string | null;
                    };
                    case_files: {
                        months: number;
                        reason: string | null;
                    };
                    objection_fingerprints: {
                        years: number;
                        reason: string | null;
                    };
                };
                identity: {
                    levels: {
                        access?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        rectification?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        erasure?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        restriction?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        portability?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        post_mortem?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        withdrawal?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                        marketing_objection?: {
                            level: "none" | "mailbox" | "verified";
                            reason: string | null;
                        };
                    };
                    methods: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person")[];
                    issuer: {
                        issuer: string;
                        audience: string;
                        jwks_url: string | null;
                        jwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        max_age_seconds: number;
                    } | null;
                };
            };
            version: number;
            created_at: string;
            updated_at: string;
        };
        OwnerTask: {
            object: "owner_task";
            organisation: string;
            reference: string;
            source: string;
            holds: string | null;
            person: {
                name: string;
                email: string | null;
                identifiers: {
                    type: string;
                    value: string;
                }[];
            };
            rights: {
                right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
                title: string;
            }[];
            note: string | null;
            corrections: {
                field: string;
                current: string | null;
                wanted: string | null;
            }[];
            statements: string[];
            due_on: string;
            state: "open" | "found" | "nothing_held" | "cannot" | "cancelled";
            records: number;
            link_expires_at: string;
        };
        PatchRequest: {
            assignee?: string | null;
            external_reference?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            flagged?: false | null;
        };
        Person: {
            name: string;
            email?: string | null;
            phone?: string | null;
            postal_address?: string | null;
        };
        PersonView: {
            name: string;
            email?: string;
            phone?: string;
            postal_address?: string;
        };
        PlaceHold: {
            reason: string;
        };
        PossibleDuplicate: {
            object: "possible_duplicate";
            request: string;
            reference: string;
            status: "received" | "in_progress" | "awaiting_requester" | "closed";
            closed_reason: ("completed" | "cancelled" | "duplicate" | "identity_not_established" | "not_controller" | "not_a_rights_request") | null;
            received_on: string;
            reasons: ("same_mailbox" | "same_name" | "same_identifier" | "same_message" | "same_rights" | "same_right")[];
        };
        PossibleDuplicateList: {
            object: "list";
            data: components["schemas"]["PossibleDuplicate"][];
            has_more: boolean;
            next_cursor?: string;
        };
        PreviewLetterWording: {
            subject?: string | null;
            text: string;
            locale?: ("bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv") | null;
            by?: ("email" | "post") | null;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            request_id: string;
            errors?: {
                location: string;
                message: string;
            }[];
            allowed_actions?: string[];
        };
        ProblemType: {
            object: "problem_type";
            code: string;
            status: number;
            title: string;
            help: string;
        };
        Provision: {
            law: "gdpr" | "uk_gdpr" | "lil";
            at: string;
            text: string;
        };
        PublicIntake: {
            requester: {
                name: string;
                email: string;
                phone?: string | null;
                postal_address?: string | null;
            };
            data_subject?: components["schemas"]["DataSubject"] | null;
            capacity?: ("self" | "representative" | "parent" | "heir" | "designated_person") | null;
            rights: components["schemas"]["PublicRight"][];
            message?: string | null;
            locale?: string | null;
        };
        PublicRight: {
            right: "access";
            scope?: string | null;
            health_data?: ("recent" | "older_than_five_years") | null;
        } | {
            right: "rectification";
            corrections?: {
                field: string;
                current?: string | null;
                wanted?: string | null;
            }[] | null;
            supplementary_statement?: string | null;
        } | {
            right: "erasure";
            ground?: ("a" | "b" | "c" | "d" | "e" | "f") | null;
            scope?: string | null;
        } | {
            right: "restriction";
            ground?: ("a" | "b" | "c" | "d") | null;
            scope?: string | null;
        } | {
            right: "objection";
            direct_marketing?: boolean | null;
            situation?: string | null;
            scope?: string | null;
        } | {
            right: "portability";
            format?: ("json" | "csv") | null;
            transfer_to?: {
                name: string;
            } | null;
        } | {
            right: "post_mortem";
            purpose?: ("register" | "revoke" | "execute" | "estate" | "death_notice") | null;
            directives?: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string | null;
                recipient?: string | null;
            }[] | null;
            designated_person?: {
                name: string;
                email?: string | null;
            } | null;
            deceased?: {
                name: string;
                date_of_death?: string | null;
            } | null;
        } | {
            right: "withdrawal";
            consents?: string[] | null;
        };
        Recipient: {
            id: string;
            object: "recipient";
            right: string;
            name: string;
            about: "rectification" | "erasure" | "restriction" | "lift";
            status: "open" | "under_way" | "told" | "impossible" | "disproportionate" | "not_needed";
            by: ("letter" | "webhook" | "other") | null;
            told_at: string | null;
            reason: string | null;
            activities: string[] | null;
            contact: {
                email: string | null;
                postal_address: string | null;
                host: string | null;
            };
            letter: string | null;
            attempts: number | null;
            next_attempt_at: string | null;
            last_error: {
                reason: string;
                status: number | null;
                at: string;
            } | null;
            opened_on: string;
        };
        RecipientList: {
            object: "list";
            data: components["schemas"]["Recipient"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Record: {
            id: string;
            object: "record";
            source: string;
            category: string;
            data: {
                [key: string]: unknown;
            };
            provided_by: "subject" | "observed" | "inferred" | "third_party";
            purpose: string | null;
            collected_at: string | null;
            source_id: string | null;
            withheld: boolean;
            redact: string[];
            reason: string | null;
            reviewed_at: string | null;
        };
        RecordAnswerCommand: {
            answered_at?: string | null;
            in_reply_to?: (string) | null;
            sufficient: boolean;
        };
        RecordLine: {
            category: string;
            data: {
                [key: string]: unknown;
            };
            provided_by: "subject" | "observed" | "inferred" | "third_party";
            purpose?: string | null;
            collected_at?: string | null;
            source_id?: string | null;
        };
        RecordList: {
            object: "list";
            data: components["schemas"]["Record"][];
            has_more: boolean;
            next_cursor?: string;
        };
        RecordPosted: {
            posted_on: string;
            tracking?: string | null;
        };
        RecordUpload: {
            object: "records";
            source: string;
            count: number;
            bytes: number;
            sha256: string;
        };
        RecordsReview: {
            object: "records_review";
            reviewed: number;
            withheld: boolean;
            unreviewed: number;
            has_more: boolean;
        };
        RedeemCode: {
            code: string;
        };
        RedeemContact: {
            verification: string;
            code: string;
        };
        Register: {
            object: "register";
            version: number;
            updated_at: string | null;
            categories: {
                key: string;
                name: string;
                fields: string[] | null;
            }[];
            activities: {
                key: string;
                name: string;
                purpose: string | null;
                legal_basis: "consent" | "contract" | "legal_obligation" | "vital_interests" | "public_task" | "legitimate_interests";
                otherwise: string | null;
                legitimate_interest: string | null;
                categories: string[];
                retention: string | null;
                direct_marketing: boolean;
                automated: boolean;
                automated_decisions: {
                    logic: string;
                    significance: string | null;
                    consequences: string | null;
                } | null;
                recipients: string[] | null;
                assumed: string[] | null;
            }[];
            recipients: {
                name: string;
                role: string | null;
                location: string[];
                transfer: boolean;
                safeguards: string[] | null;
                activities: string[] | null;
                contact: {
                    email: string | null;
                    postal_address: string | null;
                    endpoint: string | null;
                } | null;
            }[];
            sources: {
                direct: string[];
                indirect: string[];
            };
        };
        RegisterEntry: {
            object: "register_entry";
            request_id: string;
            reference: string;
            received_on: string;
            channel: "web" | "email" | "post" | "phone" | "in_person";
            status: "received" | "in_progress" | "awaiting_requester" | "closed";
            closed_reason: ("completed" | "cancelled" | "duplicate" | "identity_not_established" | "not_controller" | "not_a_rights_request") | null;
            closed_on: string | null;
            due_on: string | null;
            overdue: boolean;
            rights: {
                id: string;
                right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
                direct_marketing: boolean;
                status: "pending" | "decided" | "fulfilled" | "lapsed";
                outcome: ("granted" | "partially_granted" | "refused" | "no_data_held") | null;
                grounds: ("not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given")[];
                due_on: string | null;
                decided_on: string | null;
                fulfilled_on: string | null;
                answered_on: string | null;
                answered_in_time: boolean | null;
                days: number | null;
            }[];
            pauses: {
                reason: "identity" | "clarification";
                from: string;
                until: string | null;
                days: number | null;
            }[];
            paused_days: number | null;
            extension: {
                ground: "complexity" | "number_of_requests";
                decided_on: string;
                notified_on: string | null;
                valid: boolean;
            } | null;
            erased_on: string | null;
        };
        RegisterOfRequests: {
            object: "list";
            data: components["schemas"]["RegisterEntry"][];
            has_more: boolean;
            next_cursor?: string;
        };
        RejectAuthorityCommand: {
            documents?: string[] | null;
            note: string;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        RejectIdentityCommand: {
            reason: string;
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        RelatedRequest: {
            object: "related_request";
            request: string;
            reference: string;
            relations: ("split_from" | "split_into" | "duplicate_of" | "duplicated_by" | "same_requester")[];
            rights: ("access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal")[];
            status: "received" | "in_progress" | "awaiting_requester" | "closed";
            closed_reason: ("completed" | "cancelled" | "duplicate" | "identity_not_established" | "not_controller" | "not_a_rights_request") | null;
            received_on: string;
        };
        RelatedRequestList: {
            object: "list";
            data: components["schemas"]["RelatedRequest"][];
            has_more: boolean;
            next_cursor?: string;
        };
        ReleaseExport: {
            told?: {
                by: "email" | "post" | "other";
                at?: string | null;
            } | null;
        };
        ReleaseHold: {
            reason: string;
        };
        ReopenCommand: {
            reason: string;
        };
        ReplaceRegister: {
            categories?: {
                key: string;
                name: string;
                fields?: string[] | null;
            }[] | null;
            activities?: {
                key: string;
                name: string;
                purpose?: string | null;
                legal_basis: "consent" | "contract" | "legal_obligation" | "vital_interests" | "public_task" | "legitimate_interests";
                otherwise?: string | null;
                legitimate_interest?: string | null;
                categories?: string[] | null;
                retention?: string | null;
                direct_marketing?: boolean | null;
                automated?: boolean | null;
                automated_decisions?: {
                    logic: string;
                    significance?: string | null;
                    consequences?: string | null;
                } | null;
                recipients?: string[] | null;
                assumed?: string[] | null;
            }[] | null;
            recipients?: {
                name: string;
                role?: string | null;
                location?: string[] | null;
                transfer?: boolean | null;
                safeguards?: string[] | null;
                activities?: string[] | null;
                contact?: {
                    email?: string | null;
                    postal_address?: string | null;
                    endpoint?: string | null;
                } | null;
            }[] | null;
            sources?: {
                direct?: string[] | null;
                indirect?: string[] | null;
            } | null;
        };
        ReplayWebhooks: {
            from_event?: string | null;
            since?: string | null;
            until?: string | null;
        };
        ReportBounce: {
            letter?: string | null;
            message_id?: string | null;
            kind: "hard" | "soft";
            status?: string | null;
            at?: string | null;
        };
        Request: {
            id: string;
            object: "request";
            reference: string;
            status: "received" | "in_progress" | "awaiting_requester" | "closed";
            closed_reason: ("completed" | "cancelled" | "duplicate" | "identity_not_established" | "not_controller" | "not_a_rights_request") | null;
            duplicate_of: string | null;
            related: {
                request: string;
                reference: string;
                relation: "split_from" | "split_into";
            }[];
            forwarded_to: string | null;
            channel: "web" | "email" | "post" | "phone" | "in_person";
            locale: string;
            reply_by: "email" | "post";
            requester: components["schemas"]["PersonView"] | null;
            data_subject: {
                name: string;
                identifiers?: {
                    type: string;
                    value: string;
                }[];
            } | null;
            capacity: "self" | "representative" | "parent" | "heir" | "designated_person";
            message: string | null;
            email: components["schemas"]["MailView"] | null;
            rights: components["schemas"]["RightView"][];
            identity: {
                status: "not_needed" | "unproven" | "asked" | "proven" | "rejected";
                level: "none" | "mailbox" | "verified";
                needed: "none" | "mailbox" | "verified";
                method: ("mailbox_code" | "account" | "address_on_file" | "known_facts" | "document" | "in_person") | null;
                proven_at: string | null;
            };
            authority: components["schemas"]["AuthorityView"];
            received_at: string;
            received_on: string;
            due_on: string | null;
            nominal_due_on: string | null;
            strict_due_on: string;
            refusal_due_on: string | null;
            clock_state: "running" | "paused" | "stopped";
            extended: boolean;
            flagged: boolean;
            extension: {
                decided_at: string;
                notified_at: string | null;
                notice_due_on: string | null;
                valid: boolean;
            } | null;
            overdue: boolean;
            at_risk: boolean;
            days_left: number | null;
            assignee: string | null;
            external_reference: string | null;
            metadata: {
                [key: string]: unknown;
            };
            tasks: {
                open: number;
                answered: number;
            };
            warnings: components["schemas"]["Warning"][];
            allowed_actions: ("acknowledge" | "ask-identity" | "confirm-identity" | "reject-identity" | "confirm-authority" | "reject-authority" | "ask-clarification" | "record-answer" | "extend" | "rights" | "correct" | "split" | "cancel" | "close" | "reopen")[];
            version: number;
            created_at: string;
            updated_at: string;
            closed_at: string | null;
            hold: {
                since: string;
                reason: string | null;
            } | null;
            erased_at: string | null;
        };
        RequestList: {
            object: "list";
            data: components["schemas"]["Request"][];
            has_more: boolean;
            next_cursor?: string;
        };
        RequesterToken: {
            access_token: string;
            token_type: "Bearer";
            expires_in: number;
        };
        Restriction: {
            id: string;
            object: "restriction";
            request: string;
            reference: string;
            ground: ("a" | "b" | "c" | "d") | null;
            scope: string | null;
            in_force: boolean;
            since: string;
            lifted: {
                on: string;
                effective_on: string | null;
                reasons: string;
            } | null;
        };
        RestrictionCheck: {
            object: "restriction_check";
            restricted: boolean;
            fingerprint: string | null;
            restrictions: components["schemas"]["Restriction"][];
        };
        RestrictionCheckList: {
            object: "list";
            data: components["schemas"]["RestrictionCheck"][];
            has_more: boolean;
            next_cursor?: string;
        };
        RestrictionList: {
            object: "list";
            data: components["schemas"]["Restriction"][];
            has_more: boolean;
            next_cursor?: string;
        };
        RetentionItem: {
            object: "retention_item";
            request_id: string;
            reference: string;
            part: "case_file" | "export" | "identity_document";
            id: string | null;
            rule: {
                after: "closure" | "release";
                days?: number;
                months?: number;
            };
            due_from: string;
        };
        RetentionPreview: {
            object: "list";
            data: components["schemas"]["RetentionItem"][];
            has_more: boolean;
            next_cursor?: string;
        };
        ReviewRecord: {
            withheld?: boolean | null;
            redact?: string[] | null;
            reason: string;
        };
        ReviewRecords: {
            source?: string[] | null;
            category?: string[] | null;
            provided_by?: ("subject" | "observed" | "inferred" | "third_party")[] | null;
            withheld?: boolean | null;
            reason: string;
        };
        ReviseCommand: {
            reason: string;
        };
        RevokeExport: {
            reason?: string | null;
        };
        Right: {
            right: "access";
            scope?: string | null;
            health_data?: ("recent" | "older_than_five_years") | null;
        } | {
            right: "rectification";
            corrections?: {
                field: string;
                current?: string | null;
                wanted?: string | null;
            }[] | null;
            supplementary_statement?: string | null;
        } | {
            right: "erasure";
            ground?: ("a" | "b" | "c" | "d" | "e" | "f") | null;
            scope?: string | null;
        } | {
            right: "restriction";
            ground?: ("a" | "b" | "c" | "d") | null;
            scope?: string | null;
        } | {
            right: "objection";
            direct_marketing?: boolean | null;
            situation?: string | null;
            scope?: string | null;
        } | {
            right: "portability";
            format?: ("json" | "csv") | null;
            transfer_to?: {
                name: string;
                endpoint?: string | null;
            } | null;
        } | {
            right: "post_mortem";
            purpose?: ("register" | "revoke" | "execute" | "estate" | "death_notice") | null;
            directives?: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string | null;
                recipient?: string | null;
            }[] | null;
            designated_person?: {
                name: string;
                email?: string | null;
            } | null;
            deceased?: {
                name: string;
                date_of_death?: string | null;
            } | null;
        } | {
            right: "withdrawal";
            consents?: string[] | null;
        };
        RightView: {
            id: string;
            right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
            status: "pending" | "decided" | "fulfilled" | "lapsed";
            outcome: ("granted" | "partially_granted" | "refused" | "no_data_held") | null;
            grounds: string[];
            reasons: string | null;
            items: {
                activity: string;
                name: string;
                legal_basis: string | null;
                outcome: "granted" | "partially_granted" | "refused" | "no_data_held";
                grounds: string[];
            }[] | null;
            fulfilment: components["schemas"]["Fulfilment"] | null;
            lifted: {
                on: string;
                reasons: string;
                effective_on: string | null;
            } | null;
            due_on: string | null;
            act_by: string | null;
            decided_at: string | null;
            fulfilled_at: string | null;
            answered_at: string | null;
            answered_on: string | null;
            answered_in_time: boolean | null;
            allowed_actions: ("decide" | "fulfil" | "revise" | "amend" | "drop" | "lift")[];
        } & {
            [key: string]: unknown;
        };
        RightsCommand: {
            right: "access";
            scope?: string | null;
            health_data?: ("recent" | "older_than_five_years") | null;
            reason: string;
        } | {
            right: "rectification";
            corrections?: {
                field: string;
                current?: string | null;
                wanted?: string | null;
            }[] | null;
            supplementary_statement?: string | null;
            reason: string;
        } | {
            right: "erasure";
            ground?: ("a" | "b" | "c" | "d" | "e" | "f") | null;
            scope?: string | null;
            reason: string;
        } | {
            right: "restriction";
            ground?: ("a" | "b" | "c" | "d") | null;
            scope?: string | null;
            reason: string;
        } | {
            right: "objection";
            direct_marketing?: boolean | null;
            situation?: string | null;
            scope?: string | null;
            reason: string;
        } | {
            right: "portability";
            format?: ("json" | "csv") | null;
            transfer_to?: {
                name: string;
                endpoint?: string | null;
            } | null;
            reason: string;
        } | {
            right: "post_mortem";
            purpose?: ("register" | "revoke" | "execute" | "estate" | "death_notice") | null;
            directives?: {
                instruction: "keep" | "erase" | "disclose";
                scope?: string | null;
                recipient?: string | null;
            }[] | null;
            designated_person?: {
                name: string;
                email?: string | null;
            } | null;
            deceased?: {
                name: string;
                date_of_death?: string | null;
            } | null;
            reason: string;
        } | {
            right: "withdrawal";
            consents?: string[] | null;
            reason: string;
        };
        RotateGateway: {
            overlap_hours: number;
        };
        RotateWebhookEndpoint: {
            overlap_hours: number;
        };
        Session: {
            id: string;
            object: "session";
            created_at: string;
            expires_at: string;
            current: boolean;
        };
        SessionList: {
            object: "list";
            data: components["schemas"]["Session"][];
            has_more: boolean;
            next_cursor?: string;
        };
        SignIn: {
            email: string;
            locale?: string | null;
        };
        SigningKey: {
            object: "signing_key";
            id: string;
            algorithm: string;
            public_key: string;
            since: string | null;
        };
        SigningKeyList: {
            object: "list";
            data: components["schemas"]["SigningKey"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Source: {
            id: string;
            object: "source";
            name: string | null;
            key: string;
            owner_email: string | null;
            holds: string | null;
            active: boolean;
            activities: string[] | null;
            warnings: components["schemas"]["Warning"][];
            created_at: string;
            updated_at: string;
        };
        SourceList: {
            object: "list";
            data: components["schemas"]["Source"][];
            has_more: boolean;
            next_cursor?: string;
        };
        SplitCommand: {
            rights: string[];
            reason: string;
        };
        StaffIssuer: {
            id: string;
            object: "staff_issuer";
            name: string;
            issuer: string;
            audience: string;
            jwks_url: string | null;
            jwks: {
                keys: {
                    [key: string]: string;
                }[];
            } | null;
            algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
            authorized_parties: string[] | null;
            roles_claim: string[];
            roles: {
                value: string;
                role: "auditor" | "agent" | "dpo" | "admin";
            }[];
            created_at: string;
            updated_at: string;
        };
        StaffIssuerList: {
            object: "list";
            data: components["schemas"]["StaffIssuer"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Statistics: {
            object: "statistics";
            from: string;
            to: string;
            as_of: string;
            requests: {
                received: number;
                open: number;
                closed: number;
                overdue: number;
                extended: number;
                paused: number;
                pauses: number;
                paused_days: number;
                by_channel: {
                    channel: "web" | "email" | "post" | "phone" | "in_person";
                    received: number;
                }[];
                by_month: {
                    month: string;
                    received: number;
                }[];
                closed_reasons: {
                    completed: number;
                    cancelled: number;
                    duplicate: number;
                    identity_not_established: number;
                    not_controller: number;
                    not_a_rights_request: number;
                    open: number;
                };
            };
            rights: {
                invoked: number;
                answered: number;
                unanswered: number;
                within_one_month: number;
                within_three_months: number;
                in_time: number;
                late: number;
                overdue: number;
                outcomes: {
                    granted: number;
                    partially_granted: number;
                    refused: number;
                    no_data_held: number;
                    lapsed: number;
                    pending: number;
                };
                refusals: {
                    ground: "not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given";
                    count: number;
                }[];
                days: {
                    mean: number;
                    median: number;
                    p95: number;
                } | null;
            };
            by_right: {
                right: "access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal";
                invoked: number;
                answered: number;
                unanswered: number;
                within_one_month: number;
                within_three_months: number;
                in_time: number;
                late: number;
                overdue: number;
                outcomes: {
                    granted: number;
                    partially_granted: number;
                    refused: number;
                    no_data_held: number;
                    lapsed: number;
                    pending: number;
                };
                refusals: {
                    ground: "not_controller" | "not_identifiable" | "identity_not_established" | "manifestly_unfounded" | "excessive" | "restricted_by_law" | "rights_of_others" | "accurate_data" | "no_restriction_ground" | "no_erasure_ground" | "freedom_of_expression" | "legal_obligation" | "public_health" | "archiving_research" | "legal_claims" | "compelling_legitimate_grounds" | "basis_not_objectable" | "research_statistics" | "not_consent_or_contract" | "not_automated" | "not_provided_by_person" | "public_task" | "transfer_not_feasible" | "no_quality_shown" | "no_consent_given";
                    count: number;
                }[];
                days: {
                    mean: number;
                    median: number;
                    p95: number;
                } | null;
            }[];
        };
        SupervisoryAuthority: {
            name: string;
            url: string;
        };
        Suppression: {
            object: "suppression";
            suppressed: boolean;
        };
        SuppressionImport: {
            object: "suppression_import";
            added: number;
            renewed: number;
            known: number;
            over: number;
            bad: number;
            bad_lines: {
                line: number;
                message: string;
            }[];
        };
        SuppressionList: {
            object: "list";
            data: components["schemas"]["Suppression"][];
            has_more: boolean;
            next_cursor?: string;
        };
        Suppressions: {
            object: "suppressions";
            suppressed: number;
            by_source: {
                request: number;
                import: number;
            };
            lifted: number;
        };
        Task: {
            id: string;
            object: "task";
            source: {
                id: string;
                key: string;
                name: string | null;
                owner_email: string | null;
            };
            state: "open" | "found" | "nothing_held" | "cannot" | "cancelled";
            due_on: string;
            overdue: boolean;
            note: string | null;
            reason: string | null;
            answer_note: string | null;
            records: number;
            last_told_on: string;
            link_expires_at: string;
            answered_at: string | null;
            created_at: string;
            warnings: components["schemas"]["Warning"][];
        };
        TaskList: {
            object: "list";
            data: components["schemas"]["Task"][];
            has_more: boolean;
            next_cursor?: string;
        };
        TellRecipient: {
            by: "email" | "post" | "webhook" | "other";
            at?: string | null;
            email?: string | null;
            postal_address?: string | null;
            endpoint?: string | null;
            known_as?: string | null;
        };
        Token: {
            access_token: string;
            token_type: "Bearer";
            expires_in: number;
            scope: "auditor" | "agent" | "dpo" | "admin" | "intake" | "marketing";
        };
        TokenError: {
            error: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope";
            error_description: string;
        };
        TokenRequest: {
            grant_type: "client_credentials";
            client_id?: string;
            client_secret?: string;
            scope?: string;
        };
        Transmission: {
            id: string;
            object: "transmission";
            export: string;
            host: string;
            status: "queued" | "sending" | "delivered" | "failed";
            attempts: number;
            next_attempt_at: string | null;
            last_error: {
                reason: string;
                status: number | null;
                at: string;
            } | null;
            receipt: {
                status: number;
                at: string;
                sha256: string;
            } | null;
            public_key: string;
            created_at: string;
            finished_at: string | null;
        };
        TransmissionList: {
            object: "list";
            data: components["schemas"]["Transmission"][];
            has_more: boolean;
            next_cursor?: string;
        };
        TransmitExport: {
            endpoint?: string | null;
            secret?: string | null;
        };
        Verification: {
            id: string;
            method: "mailbox_code";
            expires_at: string;
        };
        Warning: {
            code: string;
            message: string;
        };
        WebhookDelivery: {
            id: string;
            object: "webhook_delivery";
            endpoint: string;
            type: string;
            event_id: string | null;
            request_id: string | null;
            status: "queued" | "delivered" | "failed";
            attempts: number;
            last_attempt_at: string | null;
            last_status: number | null;
            last_error: ("status" | "unreachable" | "timeout" | "not_allowed") | null;
            next_attempt_at: string | null;
            created_at: string;
            finished_at: string | null;
        };
        WebhookDeliveryList: {
            object: "list";
            data: components["schemas"]["WebhookDelivery"][];
            has_more: boolean;
            next_cursor?: string;
        };
        WebhookEndpoint: {
            id: string;
            object: "webhook_endpoint";
            client: string;
            name: string | null;
            url: string | null;
            types: string[];
            status: "enabled" | "disabled";
            disabled_reason: ("staff" | "gone" | "failing" | "client_revoked") | null;
            disabled_at: string | null;
            failing_since: string | null;
            replaying: boolean;
            created_at: string;
            rotated_at: string | null;
            former_secret_until: string | null;
            queued: number;
            warnings: components["schemas"]["Warning"][];
        };
        WebhookEndpointList: {
            object: "list";
            data: components["schemas"]["WebhookEndpoint"][];
            has_more: boolean;
            next_cursor?: string;
        };
        WebhookEndpointWithSecret: {
            id: string;
            object: "webhook_endpoint";
            client: string;
            name: string | null;
            url: string | null;
            types: string[];
            status: "enabled" | "disabled";
            disabled_reason: ("staff" | "gone" | "failing" | "client_revoked") | null;
            disabled_at: string | null;
            failing_since: string | null;
            replaying: boolean;
            created_at: string;
            rotated_at: string | null;
            former_secret_until: string | null;
            secret: string;
        };
        WebhookMessage: {
            type: "request_received" | "request_acknowledged" | "request_changed" | "request_flagged" | "request_split" | "request_split_off" | "request_corrected" | "request_cancelled" | "request_closed" | "request_reopened" | "identity_asked" | "identity_told" | "identity_ask_ended" | "account_sign_in_opened" | "identity_confirmed" | "identity_rejected" | "contact_changed" | "mailbox_proven" | "authority_accepted" | "authority_rejected" | "clarification_asked" | "clarification_told" | "answer_recorded" | "extension_decided" | "extension_notified" | "extension_lapsed" | "right_added" | "right_amended" | "right_dropped" | "right_decided" | "right_fulfilled" | "recipients_opened" | "recipient_notice_written" | "recipient_told" | "recipient_not_reached" | "recipient_marked" | "recipients_not_needed" | "right_answered" | "right_unanswered" | "right_revised" | "consent_withdrawn" | "directive_registered" | "directive_changed" | "directive_revoked" | "directive_carried_out" | "directive_restored" | "restriction_lifted" | "restriction_lift_told" | "restriction_lift_untold" | "deadline_moved" | "clock_rules_changed" | "message_received" | "message_sent" | "document_added" | "document_viewed" | "document_deleted" | "letter_sent" | "letter_failed" | "letter_delayed" | "letter_held_back" | "letter_posted" | "letter_resent" | "letter_withdrawn" | "records_replaced" | "record_reviewed" | "records_reviewed" | "task_opened" | "task_viewed" | "task_answered" | "task_reminded" | "task_handed_over" | "task_cancelled" | "export_asked" | "export_compiled" | "export_failed" | "export_viewed" | "export_released" | "export_downloaded" | "transmission_asked" | "export_transmitted" | "transmission_failed" | "export_revoked" | "export_expired" | "hold_placed" | "hold_released" | "case_erased" | "organisation_created" | "organisation_changed" | "letter_wording_changed" | "letter_style_changed" | "suppressions_imported" | "suppression_lifted" | "register_changed" | "source_created" | "source_changed" | "source_deleted" | "holidays_changed" | "digest_written" | "receipts_delayed" | "calendar_feed_created" | "calendar_feed_revoked" | "gateway_created" | "gateway_rotated" | "gateway_deleted" | "webhook_endpoint_created" | "webhook_endpoint_changed" | "webhook_endpoint_rotated" | "webhook_endpoint_disabled" | "webhook_endpoint_deleted" | "webhooks_replayed" | "client_created" | "client_revoked" | "staff_issuer_created" | "staff_issuer_changed" | "staff_issuer_deleted" | "test";
            timestamp: string;
            data: {
                event_id: string | null;
                request_id: string | null;
                sequence: number | null;
                status: string | null;
                received_on: string | null;
                due_on: string | null;
                strict_due_on: string | null;
                closed_at: string | null;
            };
        };
        WriteMessage: {
            text: string;
        };
        WriteMyMessage: {
            text: string;
            answers?: ("identity" | "clarification") | null;
        };
    };
    responses: {
        "account_of_another-or-assertion_refused-or-idempotency_mismatch-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "action_not_allowed-or-export_not_ready-or-idempotency_in_flight": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "action_not_allowed-or-external_reference_taken-or-idempotency_in_flight": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "action_not_allowed-or-idempotency_in_flight": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "action_not_allowed-or-idempotency_in_flight-or-letter_not_postable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "already_extended-or-extension_too_late-or-idempotency_mismatch-or-no_address-or-not_extendable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_incomplete-or-idempotency_mismatch-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-directives_unnamed-or-ground_does_not_fit-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-not_permitted-or-recipients_missing-or-unknown_activity": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-ground_does_not_fit-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-refusal_without_ground-or-unknown_activity": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-idempotency_mismatch": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-not_permitted-or-right_not_granted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-records_unreviewed-or-right_not_granted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-idempotency_mismatch-or-no_address": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "authority_not_accepted-or-idempotency_mismatch-or-no_address-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "challenge_failed-or-challenge_required-or-idempotency_mismatch": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "code_refused-or-idempotency_mismatch": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "duplicate_not_found-or-idempotency_mismatch-or-no_address-or-not_permitted-or-right_needs_no_identity-or-rights_unanswered": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        export_not_ready: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "external_reference_taken-or-idempotency_in_flight": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "four_eyes-or-role_too_low": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        headers_too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        idempotency_in_flight: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_in_flight-or-last_admin": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_in_flight-or-slug_taken": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_in_flight-or-source_key_taken": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        idempotency_mismatch: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-identity_not_needed-or-method_not_offered-or-no_address": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-method_not_offered-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-no_address": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-no_address-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-not_permitted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-not_permitted-or-unknown_activity": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-sender_not_allowed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-unknown_activity": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "idempotency_mismatch-or-wording_incomplete": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "internal-or-unreadable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "invalid-or-invalid_cursor": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        "invalid-or-unknown_calendar": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        not_acceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        range_not_satisfiable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        rate_limited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        role_too_low: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        step_up_required: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        unsupported_media_type: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        version_mismatch: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        SentWebhookId: string;
        SentWebhookTimestamp: string;
        SentWebhookSignature: string;
        IdempotencyKey: string;
        Organisation: string;
        IfMatch: string;
        ActingUser: string;
        ChallengeSolution: string;
        WebhookId: string;
        WebhookTimestamp: string;
        WebhookSignature: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getProblemType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemType"];
                    "text/html": string;
                };
            };
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createOrganisation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganisation"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewOrganisation"];
                };
            };
            400: components["responses"]["invalid-or-unknown_calendar"];
            401: components["responses"]["unauthorized"];
            409: components["responses"]["idempotency_in_flight-or-slug_taken"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    issueToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getOrganisation: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeOrganisation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrganisation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            400: components["responses"]["invalid-or-unknown_calendar"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateClient"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewClient"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeClient: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight-or-last_admin"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listStaffIssuers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffIssuerList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createStaffIssuer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateStaffIssuer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffIssuer"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getStaffIssuer: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffIssuer"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteStaffIssuer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeStaffIssuer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeStaffIssuer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffIssuer"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRequests: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: ("received" | "in_progress" | "awaiting_requester" | "closed")[];
                right?: ("access" | "rectification" | "erasure" | "restriction" | "objection" | "portability" | "post_mortem" | "withdrawal")[];
                channel?: ("web" | "email" | "post" | "phone" | "in_person")[];
                assignee?: string[];
                clock_state?: ("running" | "paused" | "stopped")[];
                overdue?: boolean;
                at_risk?: boolean;
                extended?: boolean;
                held?: boolean;
                flagged?: boolean;
                due_before?: string;
                due_after?: string;
                received_before?: string;
                received_after?: string;
                updated_after?: string;
                email?: string[];
                q?: string;
                reference?: string[];
                external_reference?: string[];
                sort?: "due_on" | "-due_on" | "received_at" | "-received_at" | "updated_at" | "-updated_at";
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    openRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["external_reference_taken-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getRequest: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    patchRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-external_reference_taken-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    acknowledgeRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcknowledgeCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    askIdentityRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskIdentityCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-identity_not_needed-or-method_not_offered-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    confirmIdentityRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIdentityCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["account_of_another-or-assertion_refused-or-idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    rejectIdentityRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectIdentityCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    confirmAuthorityRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmAuthorityCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_incomplete-or-idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    rejectAuthorityRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectAuthorityCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    askClarificationRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskClarificationCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    recordAnswerRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordAnswerCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    extendRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["already_extended-or-extension_too_late-or-idempotency_mismatch-or-no_address-or-not_extendable"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    addRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RightsCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    correctRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    cancelRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    closeRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["duplicate_not_found-or-idempotency_mismatch-or-no_address-or-not_permitted-or-right_needs_no_identity-or-rights_unanswered"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    reopenRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReopenCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    decideRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-ground_does_not_fit-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-refusal_without_ground-or-unknown_activity"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    fulfilRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FulfilCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-directives_unnamed-or-ground_does_not_fit-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-not_permitted-or-recipients_missing-or-unknown_activity"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    reviseRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviseCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    amendRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AmendCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    dropRight: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DropCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    liftRestriction: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                right: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LiftCommand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    openAccountSignIn: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSignIn"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-method_not_offered-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getClock: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    previewClock: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockPreview"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Clock"];
                };
            };
            400: components["responses"]["invalid-or-unknown_calendar"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listDuplicates: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PossibleDuplicateList"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRelated: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedRequestList"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    splitRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitCommand"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Form"];
                };
            };
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    sendRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "Challenge-Solution"?: components["parameters"]["ChallengeSolution"];
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicIntake"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeReceipt"];
                };
            };
            400: components["responses"]["invalid"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["challenge_failed-or-challenge_required-or-idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "Challenge-Solution"?: components["parameters"]["ChallengeSolution"];
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            400: components["responses"]["invalid"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["challenge_failed-or-challenge_required-or-idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    redeemCode: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                slug: string;
                vrf: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequesterToken"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteMessage"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listDocuments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    addDocument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    kind: "identity" | "authority" | "evidence" | "letter";
                    file: Blob;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getDocumentContent: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
                doc: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                    "image/png": Blob;
                    "image/jpeg": Blob;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeMyContact: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeContact"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    redeemMyContact: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemContact"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactChange"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["code_refused-or-idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMySessions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    endMySession: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMyRequests: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyRequestList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getMyRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyRequest"];
                };
            };
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    cancelMyRequest: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelOwnRequest"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyRequest"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-no_address-or-not_permitted"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMyMessages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    writeMyMessage: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteMyMessage"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMyDocuments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    handInDocument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    kind: "identity" | "authority" | "evidence";
                    answers?: "identity" | "clarification";
                    file: Blob;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getMyDocumentContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                doc: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                    "image/png": Blob;
                    "image/jpeg": Blob;
                };
            };
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMyExports: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    stepUpMyExport: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    downloadMyExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DownloadForm"] | null;
                "application/x-www-form-urlencoded": components["schemas"]["DownloadForm"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Blob;
                    "application/zip": Blob;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Blob;
                    "application/zip": Blob;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["step_up_required"];
            404: components["responses"]["not_found"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            416: components["responses"]["range_not_satisfiable"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listLetters: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listLettersToPost: {
        parameters: {
            query: {
                limit?: number;
                cursor?: string;
                state: "queued";
                by: "post";
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getLetter: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    printLetter: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    resendLetter: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight-or-letter_not_postable"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-no_address"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    recordLetterPosted: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordPosted"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letter"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight-or-letter_not_postable"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listLanguages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LanguageList"];
                };
            };
            400: components["responses"]["invalid"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    previewLetter: {
        parameters: {
            query?: {
                locale?: string;
                by?: "email" | "post";
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterPreview"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    previewLetterWording: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewLetterWording"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterPreview"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-wording_incomplete"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getLetterStyle: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterStyle"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeLetterStyle: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLetterStyle"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterStyle"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-sender_not_allowed"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listLetterWordings: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterWordingList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getLetterWording: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
                locale: "bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterWording"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeLetterWording: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
                locale: "bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLetterWording"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterWording"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-wording_incomplete"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listLetterWordingVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                type: "receipt" | "code" | "acknowledgement" | "identity_question" | "identity_rejected" | "authority_rejected" | "answered_to_person" | "clarification_question" | "answer_received" | "extension_notice" | "decision" | "fulfilment" | "withdrawal_taken" | "export_ready" | "export_transmitted" | "contact_changed" | "restriction_lifted" | "recipient_notice" | "closure" | "cancellation" | "new_message" | "collection_task" | "rectification_task" | "assignment" | "bounce" | "mail_after_closing" | "deadline_digest" | "flood_notice" | "webhooks_ended";
                locale: "bg" | "cs" | "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "ga" | "hr" | "hu" | "it" | "lt" | "lv" | "mt" | "nl" | "pl" | "pt" | "ro" | "sk" | "sl" | "sv";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterWordingList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    replaceRecords: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["RecordLine"];
                "application/json": components["schemas"]["RecordLine"][];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordUpload"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    reviewRecord: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewRecord"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRecords: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                source?: string[];
                category?: string[];
                provided_by?: ("subject" | "observed" | "inferred" | "third_party")[];
                reviewed?: boolean;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    reviewRecords: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewRecords"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsReview"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    openTasks: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenTasks"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    remindTask: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    answerTaskForOwner: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerTask"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    cancelTask: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelTask"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    openTask: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnerTask"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    answerTask: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerTask"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnerTask"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    bringTaskRecords: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["RecordLine"];
                "application/json": components["schemas"]["RecordLine"][];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordUpload"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listSources: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createSource: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSource"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight-or-source_key_taken"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted-or-unknown_activity"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getSource: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteSource: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeSource: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSource"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-unknown_activity"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listGateways: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createGateway: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGateway"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayWithSecret"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    rotateGateway: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateGateway"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayWithSecret"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteGateway: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    takeMail: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["WebhookId"];
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "message/rfc822": Blob;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundEmail"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    reportBounce: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["WebhookId"];
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportBounce"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bounce"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getRegister: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Register"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    replaceRegister: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceRegister"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Register"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getAssessment: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assessment"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listExports: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    askForExport: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForExport"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    previewExport: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Blob;
                    "application/zip": Blob;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Blob;
                    "application/zip": Blob;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["export_not_ready"];
            416: components["responses"]["range_not_satisfiable"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    releaseExport: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReleaseExport"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["four_eyes-or-role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-export_not_ready-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-records_unreviewed-or-right_not_granted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeExport: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeExport"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-export_not_ready-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getExportSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        title: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getSigningKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": string;
                };
            };
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    followExport: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    transmitExport: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TransmitExport"] | null;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transmission"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["four_eyes-or-role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-export_not_ready-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["authority_not_accepted-or-idempotency_mismatch-or-identity_level_too_low-or-no_address-or-not_permitted-or-right_not_granted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listTransmissions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
                exp: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransmissionList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    readFeed: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                after?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                after?: number;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeyList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getEvidence: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceBundle"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookEndpoint"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    changeWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeWebhookEndpoint"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    rotateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateWebhookEndpoint"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    replayWebhooks: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayWebhooks"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: ("queued" | "delivered" | "failed")[];
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoFields"] | null;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listCalendarFeeds: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarFeedList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    createCalendarFeed: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCalendarFeed"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCalendarFeed"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeCalendarFeed: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    readCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    placeHold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceHold"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    releaseHold: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                "If-Match"?: components["parameters"]["IfMatch"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseHold"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            412: components["responses"]["version_mismatch"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    previewRetention: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                as_of?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionPreview"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    checkSuppressions: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckSuppressions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedSuppressions"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    countSuppressions: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppressions"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    liftSuppression: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LiftSuppression"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    importSuppressions: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["ListedObjection"];
                "application/json": components["schemas"]["ListedObjection"][];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionImport"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRestrictions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                in_force?: boolean;
                request?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestrictionList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    checkKnownRestriction: {
        parameters: {
            query?: {
                request?: string;
            };
            header?: {
                "person-fingerprint"?: string;
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestrictionCheck"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    checkRestrictions: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRestrictions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedRestrictions"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            409: components["responses"]["idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    getStatisticsReport: {
        parameters: {
            query?: {
                year?: number;
                locale?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRegisterOfRequests: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                from?: string;
                to?: string;
                format?: "json" | "csv" | "json_ld";
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterOfRequests"];
                    "text/csv": Blob;
                    "application/ld+json": Blob;
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            406: components["responses"]["not_acceptable"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRecipients: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipientList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    tellRecipient: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                rcp: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TellRecipient"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipient"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch-or-no_address-or-not_permitted"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    markRecipient: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                Organisation?: components["parameters"]["Organisation"];
                "Acting-User"?: components["parameters"]["ActingUser"];
            };
            path: {
                id: string;
                rcp: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkRecipient"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipient"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            409: components["responses"]["action_not_allowed-or-idempotency_in_flight"];
            413: components["responses"]["too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["idempotency_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listRequestDirectives: {
        parameters: {
            query?: never;
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundDirectiveList"];
                };
            };
            400: components["responses"]["invalid"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            404: components["responses"]["not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listDirectives: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                email?: string;
            };
            header?: {
                Organisation?: components["parameters"]["Organisation"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectiveList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["role_too_low"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    listMyDirectives: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyDirectiveList"];
                };
            };
            400: components["responses"]["invalid-or-invalid_cursor"];
            401: components["responses"]["unauthorized"];
            500: components["responses"]["internal-or-unreadable"];
            503: components["responses"]["unavailable"];
        };
    };
    webhook_request_received: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_acknowledged: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_flagged: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_split: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_split_off: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_corrected: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_cancelled: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_closed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_request_reopened: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_identity_asked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_identity_told: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_identity_ask_ended: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_account_sign_in_opened: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_identity_confirmed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_identity_rejected: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_contact_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_mailbox_proven: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_authority_accepted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_authority_rejected: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_clarification_asked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_clarification_told: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_answer_recorded: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_extension_decided: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_extension_notified: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_extension_lapsed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_added: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_amended: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_dropped: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_decided: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_fulfilled: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipients_opened: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipient_notice_written: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipient_told: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipient_not_reached: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipient_marked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_recipients_not_needed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_answered: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_unanswered: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_right_revised: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_consent_withdrawn: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_directive_registered: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_directive_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_directive_revoked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_directive_carried_out: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_directive_restored: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_restriction_lifted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_restriction_lift_told: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_restriction_lift_untold: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_deadline_moved: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_clock_rules_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_message_received: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_message_sent: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_document_added: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_document_viewed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_document_deleted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_sent: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_failed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_delayed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_held_back: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_posted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_resent: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_withdrawn: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_records_replaced: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_record_reviewed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_records_reviewed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_opened: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_viewed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_answered: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_reminded: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_handed_over: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_task_cancelled: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_asked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_compiled: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_failed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_viewed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_released: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_downloaded: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_transmission_asked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_transmitted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_transmission_failed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_revoked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_export_expired: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_hold_placed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_hold_released: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_case_erased: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_organisation_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_organisation_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_wording_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_letter_style_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_suppressions_imported: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_suppression_lifted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_register_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_source_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_source_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_source_deleted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_holidays_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_digest_written: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_receipts_delayed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_calendar_feed_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_calendar_feed_revoked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_gateway_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_gateway_rotated: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_gateway_deleted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhook_endpoint_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhook_endpoint_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhook_endpoint_rotated: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhook_endpoint_disabled: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhook_endpoint_deleted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_webhooks_replayed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_client_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_client_revoked: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_staff_issuer_created: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_staff_issuer_changed: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_staff_issuer_deleted: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhook_test: {
        parameters: {
            query?: never;
            header: {
                "webhook-id": components["parameters"]["SentWebhookId"];
                "webhook-timestamp": components["parameters"]["SentWebhookTimestamp"];
                "webhook-signature": components["parameters"]["SentWebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookMessage"];
            };
        };
        responses: {
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
